// The parser: one pass over the text with an explicit stack, so that depth costs no call stack.
// It fills a flat table of entries that point into the text; nothing is decoded before it is read.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "base/text.h"
#include "json/document.h"
#include "json/scan.h"
#include "json/storage.h"

namespace refit::json {
namespace {

// Up to this many members, duplicate keys are looked for by a small hash table on the stack;
// above it by sorting, whose cost no choice of keys can raise.
constexpr std::size_t kHashedMembersMax = 64;
constexpr std::size_t kHashSlots = 256;

// Typical canvases spend 10 to 20 bytes per value; a first guess that avoids most regrowth.
constexpr std::size_t kBytesPerValueGuess = 16;

class Parser {
public:
    Parser(Table& table, const Limits& limits)
        : table_{table}, text_{table.text}, limits_{limits} {}

    Result<void> run() {
        table_.entries.reserve(
            std::min(text_.size() / kBytesPerValueGuess + 1, limits_.values_max));
        skip_space();
        bool done = false;
        // Each round consumes at least one byte or fails.
        while (!done) {
            REFIT_CHECK(read_value());
            auto finished = close_finished();
            REFIT_CHECK(finished);
            done = *finished;
        }
        if (at_ != text_.size())
            return error(at_, "text after the end of the JSON value; remove it");
        return {};
    }

private:
    [[nodiscard]] tl::unexpected<Error> error(std::size_t offset, std::string_view message,
                                              ErrorCode code = ErrorCode::InvalidInput) const {
        return fail(code, fmt::format("{}: {}", position_of(text_, offset), message));
    }

    void skip_space() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return;
            ++at_;
        }
    }

    [[nodiscard]] char current() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    [[nodiscard]] tl::unexpected<Error> error_at_end() const {
        if (open_.empty()) return error(at_, "there is no JSON value; the text is empty");
        const bool object = table_.entries[open_.back()].type == Type::Object;
        return error(at_, fmt::format("the text ends inside {} that began at {}; it is cut off",
                                      object ? "an object" : "an array",
                                      position_of(text_, table_.entries[open_.back()].begin)));
    }

    // Reads one value at at_: a scalar whole, of a container the opening bracket and, unless it
    // is empty, what leads to its first value.
    Result<void> read_value() {
        if (at_ >= text_.size()) return error_at_end();
        if (table_.entries.size() >= limits_.values_max)
            return error(at_, fmt::format("more than {} values", limits_.values_max),
                         ErrorCode::TooLarge);
        Entry entry = pending_key_;
        pending_key_ = Entry{};
        entry.begin = static_cast<std::uint32_t>(at_);
        entry.parent = open_.empty() ? 0 : open_.back();
        if (!open_.empty()) ++table_.entries[open_.back()].count;
        switch (text_[at_]) {
            case '{':
                return open(entry, Type::Object);
            case '[':
                return open(entry, Type::Array);
            case '"':
                return read_string(entry);
            default:
                break;
        }
        if (text_[at_] == '-' || (text_[at_] >= '0' && text_[at_] <= '9'))
            return read_number(entry);
        return read_literal(entry);
    }

    Result<void> open(Entry entry, Type type) {
        if (open_.size() >= limits_.depth_max)
            return error(at_,
                         fmt::format("nested deeper than {} arrays and objects", limits_.depth_max),
                         ErrorCode::TooLarge);
        entry.type = type;
        open_.push_back(static_cast<std::uint32_t>(table_.entries.size()));
        table_.entries.push_back(entry);
        ++at_;
        skip_space();
        opened_ = current() != (type == Type::Object ? '}' : ']');
        if (opened_ && type == Type::Object) return read_key();
        return {};
    }

    Result<void> read_key() {
        if (at_ >= text_.size()) return error_at_end();
        if (text_[at_] != '"')
            return error(at_, text_[at_] == '}' ? "a comma before the closing brace; remove it"
                                                : "a key in double quotes must stand here");
        const Token token = scan_string(text_, at_);
        if (token.error) return error(token.error->offset, token.error->message);
        pending_key_.key_begin = static_cast<std::uint32_t>(at_);
        pending_key_.key_end = static_cast<std::uint32_t>(token.end);
        pending_key_.key_escaped = token.escaped;
        at_ = token.end;
        skip_space();
        if (at_ >= text_.size()) return error_at_end();
        if (text_[at_] != ':') return error(at_, "a colon must follow the key");
        ++at_;
        skip_space();
        return {};
    }

    void finish_scalar(Entry entry, std::size_t end) {
        entry.end = static_cast<std::uint32_t>(end);
        entry.after = static_cast<std::uint32_t>(table_.entries.size() + 1);
        table_.entries.push_back(entry);
        at_ = end;
        opened_ = false;
    }

    Result<void> read_string(Entry entry) {
        const Token token = scan_string(text_, at_);
        if (token.error) return error(token.error->offset, token.error->message);
        entry.type = Type::String;
        entry.value_escaped = token.escaped;
        finish_scalar(entry, token.end);
        return {};
    }

    Result<void> read_number(Entry entry) {
        const Token token = scan_number(text_, at_);
        if (token.error) return error(token.error->offset, token.error->message);
        entry.type = Type::Number;
        finish_scalar(entry, token.end);
        return {};
    }

    Result<void> read_literal(Entry entry) {
        const std::string_view rest = text_.substr(at_);
        for (const std::string_view word : {"true", "false", "null"}) {
            if (!rest.starts_with(word)) continue;
            entry.type = word == "null" ? Type::Null : Type::Bool;
            finish_scalar(entry, at_ + word.size());
            return {};
        }
        for (const std::string_view word : {"NaN", "Infinity", "undefined"})
            if (rest.starts_with(word))
                return error(at_, fmt::format("{} is not JSON; write null or a number", word));
        if (rest.starts_with("\xef\xbb\xbf"))
            return error(at_, "a byte order mark; save the text without it");
        if (rest.front() == ']' || rest.front() == '}')
            return error(at_, "a value must stand before this bracket; remove the comma");
        return error(at_, "a JSON value must stand here");
    }

    // After a value: closes what ends here and steps over one comma. True at the very end.
    Result<bool> close_finished() {
        if (opened_) return false;
        for (;;) {
            skip_space();
            if (open_.empty()) return true;
            if (at_ >= text_.size()) return error_at_end();
            Entry& container = table_.entries[open_.back()];
            const bool object = container.type == Type::Object;
            if (text_[at_] == (object ? '}' : ']')) {
                ++at_;
                container.end = static_cast<std::uint32_t>(at_);
                container.after = static_cast<std::uint32_t>(table_.entries.size());
                if (object) REFIT_CHECK(refuse_duplicate_keys(open_.back()));
                open_.pop_back();
                continue;
            }
            if (text_[at_] != ',')
                return error(at_, object ? "a comma or } must follow the member"
                                         : "a comma or ] must follow the element");
            ++at_;
            skip_space();
            if (object) REFIT_CHECK(read_key());
            return false;
        }
    }

    [[nodiscard]] tl::unexpected<Error> duplicate(const Entry& entry) const {
        return error(entry.key_begin,
                     fmt::format("the key {} appears twice in one object; remove one",
                                 quote_json(key_of(table_, entry).substr(0, 80))));
    }

    [[nodiscard]] std::string_view raw_key(const Entry& entry) const {
        return text_.substr(entry.key_begin + 1, entry.key_end - entry.key_begin - 2);
    }

    Result<void> refuse_duplicate_keys(std::uint32_t object) const {
        const Entry& container = table_.entries[object];
        if (container.count < 2) return {};
        bool plain = container.count <= kHashedMembersMax;
        for (std::uint32_t i = object + 1; plain && i < container.after;
             i = table_.entries[i].after)
            plain = !table_.entries[i].key_escaped;
        return plain ? refuse_duplicates_hashed(object) : refuse_duplicates_sorted(object);
    }

    Result<void> refuse_duplicates_hashed(std::uint32_t object) const {
        std::array<std::uint32_t, kHashSlots> slots{};  // entry index, 0 = free (0 is the root)
        for (std::uint32_t i = object + 1; i < table_.entries[object].after;
             i = table_.entries[i].after) {
            const std::string_view key = raw_key(table_.entries[i]);
            std::size_t slot = fnv1a32(key) % kHashSlots;
            while (slots[slot] != 0) {
                if (raw_key(table_.entries[slots[slot]]) == key)
                    return duplicate(table_.entries[i]);
                slot = (slot + 1) % kHashSlots;
            }
            slots[slot] = i;
        }
        return {};
    }

    Result<void> refuse_duplicates_sorted(std::uint32_t object) const {
        std::vector<std::pair<std::string, std::uint32_t>> keys;
        keys.reserve(table_.entries[object].count);
        for (std::uint32_t i = object + 1; i < table_.entries[object].after;
             i = table_.entries[i].after)
            keys.emplace_back(key_of(table_, table_.entries[i]), i);
        std::sort(keys.begin(), keys.end());
        const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
        const auto twin = std::adjacent_find(keys.begin(), keys.end(), same);
        if (twin != keys.end()) return duplicate(table_.entries[std::next(twin)->second]);
        return {};
    }

    Table& table_;
    std::string_view text_;
    const Limits& limits_;
    std::size_t at_{0};
    std::vector<std::uint32_t> open_;  // containers not yet closed, outermost first
    Entry pending_key_;                // the key read for the next value
    bool opened_{false};               // the last value was a container with content
};

}  // namespace

Result<Document> Document::parse(std::string text, const Limits& limits) {
    const std::size_t bytes_max = std::min(limits.bytes_max, kAddressableBytesMax);
    if (text.size() > bytes_max)
        return fail(
            ErrorCode::TooLarge,
            fmt::format("the JSON text has {} bytes; at most {} are read", text.size(), bytes_max));
    if (const auto bad = find_invalid_utf8(text))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{}: not UTF-8; save the text as UTF-8", position_of(text, *bad)));
    auto storage = std::make_unique<Node::Storage>();
    storage->text = std::move(text);
    Parser parser{*storage, limits};
    REFIT_CHECK(parser.run());
    return Document{std::move(storage)};
}

}  // namespace refit::json
