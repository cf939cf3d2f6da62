#include "json/writer.h"

#include <cmath>
#include <utility>

#include "base/assert.h"
#include "base/text.h"

namespace refit::json {

void Writer::separate() {
    if (after_key_) {
        after_key_ = false;
        return;
    }
    if (has_items_.empty()) return;
    if (has_items_.back()) out_ += ',';
    has_items_.back() = true;
}

Writer& Writer::begin_object() {
    separate();
    out_ += '{';
    has_items_.push_back(false);
    return *this;
}

Writer& Writer::end_object() {
    REFIT_ASSERT(!has_items_.empty());
    REFIT_ASSERT(!after_key_);
    has_items_.pop_back();
    out_ += '}';
    return *this;
}

Writer& Writer::begin_array() {
    separate();
    out_ += '[';
    has_items_.push_back(false);
    return *this;
}

Writer& Writer::end_array() {
    REFIT_ASSERT(!has_items_.empty());
    has_items_.pop_back();
    out_ += ']';
    return *this;
}

Writer& Writer::key(std::string_view name) {
    REFIT_ASSERT(!has_items_.empty());
    REFIT_ASSERT(!after_key_);
    separate();
    out_ += quote_json(name);
    out_ += ':';
    after_key_ = true;
    return *this;
}

Writer& Writer::value(std::string_view text) {
    return raw(quote_json(text));
}

Writer& Writer::value(double number) {
    return std::isfinite(number) ? raw(format_number(number)) : null();
}

Writer& Writer::value(std::int64_t number) {
    return raw(std::to_string(number));
}
Writer& Writer::value(bool flag) {
    return raw(flag ? "true" : "false");
}
Writer& Writer::null() {
    return raw("null");
}

Writer& Writer::raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
}

std::string Writer::take() {
    REFIT_ASSERT(has_items_.empty());
    return std::exchange(out_, {});
}

}  // namespace refit::json
