#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/assert.h"
#include "base/text.h"
#include "json/document.h"
#include "json/scan.h"
#include "json/storage.h"

namespace refit::json {
namespace {

// 2^63, the first double above every int64.
constexpr double kInt64Bound = 9223372036854775808.0;

void append_utf8(std::string& out, unsigned code) {
    const auto put = [&](unsigned byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xc0U | (code >> 6U));
        put(0x80U | (code & 0x3fU));
    } else if (code < 0x10000) {
        put(0xe0U | (code >> 12U));
        put(0x80U | ((code >> 6U) & 0x3fU));
        put(0x80U | (code & 0x3fU));
    } else {
        put(0xf0U | (code >> 18U));
        put(0x80U | ((code >> 12U) & 0x3fU));
        put(0x80U | ((code >> 6U) & 0x3fU));
        put(0x80U | (code & 0x3fU));
    }
}

unsigned hex_value(std::string_view digits) {
    unsigned value = 0;
    for (const char c : digits) {
        const auto digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        value = value * 16 + static_cast<unsigned>(digit);
    }
    return value;
}

char simple_escape(char kind) {
    switch (kind) {
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        default:
            return kind;
    }
}

bool is_identifier(std::string_view key) {
    if (key.empty() || (key.front() >= '0' && key.front() <= '9')) return false;
    return std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '$';
    });
}

}  // namespace

std::string position_of(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::string_view row = before.substr(before.rfind('\n') + 1);
    const auto column = std::count_if(row.begin(), row.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    });
    return fmt::format("line {}, column {}", line, column + 1);
}

std::string unescape(std::string_view inner) {
    std::string out;
    out.reserve(inner.size());
    for (std::size_t i = 0; i < inner.size(); ++i) {
        if (inner[i] != '\\') {
            out += inner[i];
            continue;
        }
        ++i;
        if (inner[i] != 'u') {
            out += simple_escape(inner[i]);
            continue;
        }
        unsigned code = hex_value(inner.substr(i + 1, 4));
        i += 4;
        if (code >= 0xd800 && code < 0xdc00) {
            const unsigned low = hex_value(inner.substr(i + 3, 4));
            code = 0x10000U + ((code - 0xd800U) << 10U) + (low - 0xdc00U);
            i += 6;
        }
        append_utf8(out, code);
    }
    return out;
}

std::string key_of(const Table& table, const Entry& entry) {
    if (entry.key_end == entry.key_begin) return {};
    const std::string_view inner = std::string_view{table.text}.substr(
        entry.key_begin + 1, entry.key_end - entry.key_begin - 2);
    return entry.key_escaped ? unescape(inner) : std::string{inner};
}

bool key_equals(const Table& table, const Entry& entry, std::string_view name) {
    if (entry.key_escaped) return key_of(table, entry) == name;
    return std::string_view{table.text}.substr(entry.key_begin + 1,
                                               entry.key_end - entry.key_begin - 2) == name;
}

Document::Document(std::unique_ptr<Node::Storage> storage) : storage_{std::move(storage)} {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Node Document::root() const {
    return Node{storage_.get(), 0};
}
const std::string& Document::text() const {
    return storage_->text;
}

Type Node::type() const {
    return storage_->entries[index_].type;
}

std::optional<bool> Node::boolean() const {
    if (type() != Type::Bool) return std::nullopt;
    return raw().front() == 't';
}

std::optional<double> Node::number() const {
    if (type() != Type::Number) return std::nullopt;
    return number_of(raw());
}

std::optional<std::int64_t> Node::integer() const {
    if (type() != Type::Number) return std::nullopt;
    if (const auto whole = parse_int(raw())) return whole;
    const double value = number_of(raw());
    if (value != std::trunc(value) || value < -kInt64Bound || value >= kInt64Bound)
        return std::nullopt;
    return static_cast<std::int64_t>(value);
}

std::optional<std::string> Node::string() const {
    if (type() != Type::String) return std::nullopt;
    std::string_view inner = raw();
    inner = inner.substr(1, inner.size() - 2);
    return storage_->entries[index_].value_escaped ? unescape(inner) : std::string{inner};
}

std::size_t Node::size() const {
    return storage_->entries[index_].count;
}

Node Node::at(std::size_t index) const {
    REFIT_ASSERT(index < size());
    std::uint32_t child = index_ + 1;
    for (std::size_t i = 0; i < index; ++i) child = storage_->entries[child].after;
    return Node{storage_, child};
}

std::vector<Node> Node::elements() const {
    std::vector<Node> result;
    if (!is_array()) return result;
    result.reserve(size());
    std::uint32_t child = index_ + 1;
    for (std::size_t i = 0; i < size(); ++i, child = storage_->entries[child].after)
        result.push_back(Node{storage_, child});
    return result;
}

std::vector<std::pair<std::string, Node>> Node::members() const {
    std::vector<std::pair<std::string, Node>> result;
    if (!is_object()) return result;
    result.reserve(size());
    std::uint32_t child = index_ + 1;
    for (std::size_t i = 0; i < size(); ++i, child = storage_->entries[child].after)
        result.emplace_back(key_of(*storage_, storage_->entries[child]), Node{storage_, child});
    return result;
}

std::optional<Node> Node::find(std::string_view key) const {
    if (!is_object()) return std::nullopt;
    std::uint32_t child = index_ + 1;
    for (std::size_t i = 0; i < size(); ++i, child = storage_->entries[child].after)
        if (key_equals(*storage_, storage_->entries[child], key)) return Node{storage_, child};
    return std::nullopt;
}

std::optional<double> Node::number(std::string_view key) const {
    const auto member = find(key);
    return member ? member->number() : std::nullopt;
}

std::optional<std::int64_t> Node::integer(std::string_view key) const {
    const auto member = find(key);
    return member ? member->integer() : std::nullopt;
}

std::optional<std::string> Node::string(std::string_view key) const {
    const auto member = find(key);
    return member ? member->string() : std::nullopt;
}

std::optional<bool> Node::boolean(std::string_view key) const {
    const auto member = find(key);
    return member ? member->boolean() : std::nullopt;
}

std::string_view Node::raw() const {
    const Entry& entry = storage_->entries[index_];
    return std::string_view{storage_->text}.substr(entry.begin, entry.end - entry.begin);
}

std::string Node::path() const {
    std::vector<std::string> steps;
    for (std::uint32_t at = index_; at != 0; at = storage_->entries[at].parent) {
        const std::uint32_t parent = storage_->entries[at].parent;
        if (storage_->entries[parent].type == Type::Object) {
            const std::string key = key_of(*storage_, storage_->entries[at]);
            steps.push_back(is_identifier(key) ? "." + key : "[" + quote_json(key) + "]");
            continue;
        }
        std::size_t index = 0;
        for (std::uint32_t child = parent + 1; child != at; ++index)
            child = storage_->entries[child].after;
        steps.push_back(fmt::format("[{}]", index));
    }
    std::string result = "$";
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) result += *step;
    return result;
}

std::string Node::position() const {
    return position_of(storage_->text, storage_->entries[index_].begin);
}

}  // namespace refit::json
