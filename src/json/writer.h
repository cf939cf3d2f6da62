#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace refit::json {

// Builds compact JSON text front to back. Commas and quoting are its business.
//
//   Writer out;
//   out.begin_object().member("id",
//   id).key("boxes").begin_array().value(1.5).end_array().end_object(); return out.take();
//
// A non-finite double is written as null. Requires balanced begin/end and a key before each
// member's value (asserted).
class Writer {
public:
    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    Writer& key(std::string_view name);

    Writer& value(std::string_view text);
    Writer& value(const char* text) { return value(std::string_view{text}); }
    Writer& value(const std::string& text) { return value(std::string_view{text}); }
    Writer& value(double number);
    Writer& value(std::int64_t number);
    Writer& value(int number) { return value(std::int64_t{number}); }
    Writer& value(bool flag);
    Writer& null();
    Writer& raw(std::string_view json);  // must be valid JSON

    template <typename T>
    Writer& value(const std::optional<T>& maybe) {
        return maybe ? value(*maybe) : null();
    }
    template <typename T>
    Writer& member(std::string_view name, const T& content) {
        return key(name).value(content);
    }
    Writer& raw_member(std::string_view name, std::string_view json) { return key(name).raw(json); }

    [[nodiscard]] std::string take();

private:
    void separate();
    std::string out_;
    std::vector<bool> has_items_;  // one per open container
    bool after_key_{false};
};

}  // namespace refit::json
