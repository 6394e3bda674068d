#pragma once

#include <handclasp/core/errc.hpp>

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace handclasp {

// A value, or the error that stood in its way. Ask before taking: operator* on an error, and error() on a value, end
// the program; value() throws std::system_error instead.
template <class T>
class [[nodiscard]] result {
public:
    using value_type = T;

    template <class Value = T>
        requires(std::is_convertible_v<Value, T> && !std::is_same_v<std::remove_cvref_t<Value>, result>)
    constexpr result(Value&& value) noexcept(std::is_nothrow_constructible_v<T, Value>)
        : state_(std::in_place_index<1>, std::forward<Value>(value)) {}
    constexpr result(errc failure) noexcept : state_(std::in_place_index<0>, failure) {}

    [[nodiscard]] constexpr bool has_value() const noexcept { return state_.index() == 1; }
    [[nodiscard]] constexpr explicit operator bool() const noexcept { return has_value(); }

    // The error; only where there is no value.
    [[nodiscard]] constexpr errc error() const noexcept { return std::get<0>(state_); }

    [[nodiscard]] constexpr T& operator*() & noexcept { return std::get<1>(state_); }
    [[nodiscard]] constexpr const T& operator*() const& noexcept { return std::get<1>(state_); }
    [[nodiscard]] constexpr T&& operator*() && noexcept { return std::get<1>(std::move(state_)); }
    [[nodiscard]] constexpr T* operator->() noexcept { return &std::get<1>(state_); }
    [[nodiscard]] constexpr const T* operator->() const noexcept { return &std::get<1>(state_); }

    // The value; throws std::system_error with the error otherwise.
    [[nodiscard]] T& value() & { return require(), **this; }
    [[nodiscard]] const T& value() const& { return require(), **this; }
    [[nodiscard]] T&& value() && { return require(), *std::move(*this); }

    // Calls next with the value, moved; an error passes by. next returns a result.
    template <class Next>
    [[nodiscard]] auto and_then(Next&& next) && -> std::invoke_result_t<Next, T&&> {
        if (!has_value()) return error();
        return std::forward<Next>(next)(*std::move(*this));
    }

private:
    void require() const {
        if (!has_value()) throw std::system_error(error());
    }

    std::variant<errc, T> state_;
};

// Success, or the error that stood in its way.
template <>
class [[nodiscard]] result<void> {
public:
    using value_type = void;

    constexpr result() noexcept = default;
    constexpr result(errc failure) noexcept : failure_(failure) {}

    [[nodiscard]] constexpr bool has_value() const noexcept { return !failure_.has_value(); }
    [[nodiscard]] constexpr explicit operator bool() const noexcept { return has_value(); }
    [[nodiscard]] constexpr errc error() const noexcept { return failure_.value(); }

    // Calls next, which returns a result; an error passes by.
    template <class Next>
    [[nodiscard]] auto and_then(Next&& next) const -> std::invoke_result_t<Next> {
        if (failure_) return *failure_;
        return std::forward<Next>(next)();
    }

    // Throws std::system_error with the error where there is one.
    void value() const {
        if (failure_) throw std::system_error(*failure_);
    }

private:
    std::optional<errc> failure_;
};

}  // namespace handclasp
