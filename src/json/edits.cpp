#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/assert.h"
#include "base/text.h"
#include "json/document.h"
#include "json/storage.h"

namespace refit::json {
namespace {

// A splice: the bytes [begin, end) become `raw`.
struct Splice {
    std::size_t begin{0};
    std::size_t end{0};
    std::string raw;
};

std::string_view between(const Table& table, std::size_t begin, std::size_t end) {
    return std::string_view{table.text}.substr(begin, end - begin);
}

// `,"key":value` written with the spacing of the object's last member, so that a file that was
// laid out by hand stays so.
std::string spell_member(const Table& table, std::uint32_t object, std::string_view key,
                         std::string_view raw, bool first) {
    const Entry& container = table.entries[object];
    if (container.count == 0) return (first ? "" : ",") + quote_json(key) + ":" + std::string{raw};
    std::uint32_t last = object + 1;
    std::size_t gap_begin = container.begin + 1;
    for (std::uint32_t i = 1; i < container.count; ++i) {
        gap_begin = table.entries[last].end;
        last = table.entries[last].after;
    }
    const Entry& model = table.entries[last];
    std::string out;
    if (container.count == 1) out += ',';
    out += between(table, gap_begin, model.key_begin);
    out += quote_json(key);
    out += between(table, model.key_end, model.begin);
    out += raw;
    return out;
}

// Where new members of `object` go: behind its last member, or behind the opening brace.
std::size_t insertion_point(const Table& table, std::uint32_t object) {
    const Entry& container = table.entries[object];
    if (container.count == 0) return container.begin + 1;
    std::uint32_t last = object + 1;
    for (std::uint32_t i = 1; i < container.count; ++i) last = table.entries[last].after;
    return table.entries[last].end;
}

}  // namespace

void Edits::replace(const Node& value, std::string raw) {
    REFIT_ASSERT(value.storage_ == document_->storage_.get());
    changes_.push_back({value.index_, std::move(raw)});
}

void Edits::set_number(const Node& value, double number, double tolerance) {
    REFIT_ASSERT(std::isfinite(number));
    const auto before = value.number();
    // Written back as it was, so that it also wins over an earlier change of the same value.
    if (before && std::abs(*before - number) <= tolerance) {
        const auto same = [&](const Change& change) { return change.node == value.index_; };
        changes_.erase(std::remove_if(changes_.begin(), changes_.end(), same), changes_.end());
        return;
    }
    replace(value, format_number(number));
}

void Edits::set_member(const Node& object, std::string_view key, std::string raw) {
    REFIT_ASSERT(object.is_object());
    if (const auto value = object.find(key)) {
        replace(*value, std::move(raw));
        return;
    }
    const auto same = [&](const Addition& addition) {
        return addition.object == object.index_ && addition.key == key;
    };
    const auto found = std::find_if(additions_.begin(), additions_.end(), same);
    if (found != additions_.end())
        found->raw = std::move(raw);
    else
        additions_.push_back({object.index_, std::string{key}, std::move(raw)});
}

void Edits::set_number_member(const Node& object, std::string_view key, double number,
                              double tolerance) {
    REFIT_ASSERT(std::isfinite(number));
    if (const auto value = object.find(key))
        set_number(*value, number, tolerance);
    else
        set_member(object, key, format_number(number));
}

std::string Edits::apply() const {
    const Table& table = *document_->storage_;
    std::map<std::uint32_t, const std::string*> replaced;
    for (const Change& change : changes_) replaced[change.node] = &change.raw;

    std::vector<Splice> splices;
    splices.reserve(replaced.size() + additions_.size());
    for (const auto& [node, raw] : replaced)
        splices.push_back({table.entries[node].begin, table.entries[node].end, *raw});
    std::map<std::uint32_t, bool> begun;
    for (const Addition& addition : additions_) {
        const std::size_t at = insertion_point(table, addition.object);
        const bool first = begun.emplace(addition.object, true).second;
        splices.push_back(
            {at, at, spell_member(table, addition.object, addition.key, addition.raw, first)});
    }
    // A change inside a replaced value is lost with it: the outer one starts first and is longer.
    std::stable_sort(splices.begin(), splices.end(), [](const Splice& a, const Splice& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    // An insertion lies behind the value that ends there, never before it.
    std::string out;
    out.reserve(table.text.size() + 64 * splices.size());
    std::size_t at = 0;
    for (const Splice& splice : splices) {
        if (splice.begin < at) continue;
        out += between(table, at, splice.begin);
        out += splice.raw;
        at = splice.end;
    }
    out += between(table, at, table.text.size());
    return out;
}

}  // namespace refit::json
