// Mutates the JSON in an input without breaking it: flipped bytes of a canvas are hardly ever a
// canvas. Works on spans of the text, found by one scan without a tree; most mutations are one of
//   another number · another value of the same key · a member copied to another object ·
//   an object doubled, dropped, or taken from a second input · two values swapped
// and some are libFuzzer's own, so that broken texts are met too. Whatever stands before the first
// brace (a target's own header) is mutated as bytes.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace {

struct Span {
    std::size_t begin{0};
    std::size_t end{0};
    std::size_t key{0};      // where the member's key begins, 0 for an element of an array
    std::size_t key_end{0};  // behind its closing quote
};

constexpr const char* kNumbers[] = {
    "0",    "-0",  "1",    "-1",    "0.5",    "1e-9", "1e-300", "90",     "45",    "179.99",
    "-720", "1e9", "-1e9", "1e308", "-1e308", "16",   "20000",  "65536",  "0.001", "300",
    "1080", "1e8", "3.14", "1e5",   "-250",   "1e15", "1e-6",   "999999", "100",   "12"};
constexpr const char* kMembers[] = {
    "\"angle\":30",
    "\"angle\":90",
    "\"skewX\":20",
    "\"scaleX\":-2",
    "\"scaleY\":0",
    "\"strokeWidth\":0",
    "\"strokeWidth\":400",
    "\"opacity\":0",
    "\"strokeUniform\":true",
    "\"originX\":\"right\"",
    "\"originY\":\"center\"",
    "\"visible\":false",
    "\"name\":\"clip\"",
    "\"id\":\"logo\"",
    "\"id\":\"button\"",
    "\"flipX\":true",
    "\"type\":\"textbox\"",
    "\"type\":\"image\"",
    "\"type\":\"group\"",
    "\"type\":\"line\"",
    "\"type\":\"rect\"",
    "\"type\":\"circle\"",
    "\"type\":\"i-text\"",
    "\"type\":\"polygon\"",
    "\"text\":\"a b\\nc\"",
    "\"text\":\"\"",
    "\"fontSize\":30",
    "\"lineHeight\":0",
    "\"width\":0",
    "\"height\":0",
    "\"selectable\":false",
    "\"textAlign\":\"right\"",
    "\"cropX\":10",
    "\"radius\":50",
    "\"points\":[{\"x\":0,\"y\":0},{\"x\":9,\"y\":5}]",
    "\"clipPath\":{\"type\":\"rect\",\"width\":90,\"height\":60,\"absolutePositioned\":true}",
    "\"stroke\":\"red\"",
    "\"version\":\"4.6.0\"",
    "\"version\":\"6.0.0\"",
    "\"charSpacing\":200"};
constexpr std::size_t kSpansMax = 4000;

bool is_number_character(char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// The values of one JSON text, in the order they end. A broken text gives some of them.
class Scan {
public:
    explicit Scan(const std::string& text) : text_{text} {
        for (std::size_t i = text.find('{'); i < text.size() && values_.size() < kSpansMax;) {
            i = step(i);
        }
    }
    [[nodiscard]] const std::vector<Span>& values() const { return values_; }

    // Indices of the values of which `wanted` holds for the first character.
    template <typename Wanted>
    [[nodiscard]] std::vector<Span> starting(Wanted wanted) const {
        std::vector<Span> found;
        std::copy_if(values_.begin(), values_.end(), std::back_inserter(found),
                     [&](const Span& span) { return wanted(text_[span.begin]); });
        return found;
    }

private:
    std::size_t step(std::size_t i) {
        const char c = text_[i];
        if (c == '{' || c == '[') {
            open_.push_back(value_from(i));
        } else if ((c == '}' || c == ']') && !open_.empty()) {
            finish(open_.back(), i + 1);
            open_.pop_back();
        } else if (c == '"') {
            return string(i);
        } else if (is_number_character(c)) {
            std::size_t end = i;
            while (end < text_.size() && is_number_character(text_[end])) ++end;
            finish(value_from(i), end);
            return end;
        }
        return i + 1;
    }

    std::size_t string(std::size_t i) {
        std::size_t end = i + 1;
        while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
        end = std::min(end + 1, text_.size());
        std::size_t after = end;
        while (after < text_.size() && text_[after] <= ' ') ++after;
        if (after < text_.size() && text_[after] == ':') {
            key_ = i;
            key_end_ = end;
            return after + 1;
        }
        finish(value_from(i), end);
        return end;
    }

    Span value_from(std::size_t begin) {
        const Span span{begin, 0, key_, key_end_};
        key_ = key_end_ = 0;
        return span;
    }

    void finish(Span span, std::size_t end) {
        span.end = end;
        values_.push_back(span);
    }

    const std::string& text_;
    std::vector<Span> values_;
    std::vector<Span> open_;
    std::size_t key_{0};
    std::size_t key_end_{0};
};

class Mutator {
public:
    Mutator(std::string text, unsigned seed) : text_{std::move(text)}, random_{seed} {}

    std::string run() {
        const int count = 1 + static_cast<int>(below(4));
        for (int i = 0; i < count; ++i) mutate();
        return std::move(text_);
    }

    std::string with_object_of(const std::string& other) {
        const Scan theirs{other};
        const auto objects = theirs.starting([](char c) { return c == '{'; });
        if (objects.empty()) return std::move(text_);
        const Span taken = pick(objects);
        insert_object(other.substr(taken.begin, taken.end - taken.begin));
        return std::move(text_);
    }

private:
    std::size_t below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }
    Span pick(const std::vector<Span>& spans) { return spans[below(spans.size())]; }
    [[nodiscard]] std::string raw(const Span& span) const {
        return text_.substr(span.begin, span.end - span.begin);
    }

    void mutate() {
        switch (below(8)) {
            case 0:
            case 1:
            case 2:
                return change_number();
            case 3:
                return add_member();
            case 4:
                return copy_member();
            case 5:
                return swap_values();
            case 6:
                return double_object();
            default:
                return drop_value();
        }
    }

    void change_number() {
        const Scan scan{text_};
        const auto numbers = scan.starting([](char c) { return is_number_character(c); });
        if (numbers.empty()) return;
        const Span old = pick(numbers);
        std::string fresh = kNumbers[below(std::size(kNumbers))];
        if (below(2) == 0) {
            const double value = std::strtod(raw(old).c_str(), nullptr);
            constexpr double kFactors[] = {0.5, 0.9, 1.01, 2, -1, 10};
            fresh = std::to_string(value * kFactors[below(std::size(kFactors))]);
            if (fresh.find_first_not_of("0123456789.-") != std::string::npos) return;
        } else if (below(3) == 0) {
            fresh = raw(pick(numbers));
        }
        text_.replace(old.begin, old.end - old.begin, fresh);
    }

    // The member of that name is written over, or the member is new.
    void set_member(const Span& object, const std::string& member) {
        const std::string key = member.substr(0, member.find(':') + 1);
        const std::size_t old = text_.find(key, object.begin);
        if (old < object.end) {
            const Scan scan{text_};
            for (const Span& value : scan.values()) {
                if (value.key != old || value.key_end == 0) continue;
                text_.replace(old, value.end - old, member);
                return;
            }
        }
        const bool empty = text_.find_first_not_of(" \n\r\t", object.begin + 1) + 1 == object.end;
        text_.insert(object.begin + 1, member + (empty ? "" : ","));
    }

    void add_member() {
        const Scan scan{text_};
        const auto objects = scan.starting([](char c) { return c == '{'; });
        if (!objects.empty()) set_member(pick(objects), kMembers[below(std::size(kMembers))]);
    }

    void copy_member() {
        const Scan scan{text_};
        const auto objects = scan.starting([](char c) { return c == '{'; });
        if (objects.empty()) return;
        const Span value = pick(scan.values());
        if (value.key_end == 0) return;
        set_member(pick(objects), text_.substr(value.key, value.end - value.key));
    }

    void swap_values() {
        const Scan scan{text_};
        if (scan.values().empty()) return;
        Span first = pick(scan.values());
        Span second = pick(scan.values());
        if (second.begin < first.begin) std::swap(first, second);
        if (first.end > second.begin) return;
        const std::string early = raw(first);
        const std::string late = raw(second);
        text_.replace(second.begin, second.end - second.begin, early);
        text_.replace(first.begin, first.end - first.begin, late);
    }

    void insert_object(const std::string& object) {
        const Scan scan{text_};
        const auto arrays = scan.starting([](char c) { return c == '['; });
        if (arrays.empty()) return;
        const Span array = pick(arrays);
        const bool empty = text_.find_first_not_of(" \n\r\t", array.begin + 1) + 1 == array.end;
        if (empty || below(2) == 0) {
            text_.insert(array.begin + 1, object + (empty ? "" : ","));
        } else {
            text_.insert(array.end - 1, "," + object);
        }
    }

    void double_object() {
        const Scan scan{text_};
        const auto objects = scan.starting([](char c) { return c == '{'; });
        if (objects.empty()) return;
        const Span span = pick(objects);
        if (span.key_end == 0 && below(2) == 0) {
            text_.insert(span.end, "," + raw(span));
        } else {
            insert_object(raw(span));
        }
    }

    void drop_value() {
        const Scan scan{text_};
        if (scan.values().empty()) return;
        const Span value = pick(scan.values());
        std::size_t begin = value.key_end > 0 ? value.key : value.begin;
        std::size_t end = value.end;
        if (end < text_.size() && text_[end] == ',') {
            ++end;
        } else if (begin > 0 && text_[begin - 1] == ',') {
            --begin;
        }
        text_.erase(begin, end - begin);
    }

    std::string text_;
    std::minstd_rand random_;
};

std::size_t write(const std::string& text, std::uint8_t* data, std::size_t size_max) {
    if (text.empty() || text.size() > size_max) return 0;
    std::memcpy(data, text.data(), text.size());
    return text.size();
}

std::string text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned int seed) {
    const std::string text = text_of(data, size);
    const std::size_t json = std::min(text.find('{'), text.size());
    if (seed % 16 == 0) return LLVMFuzzerMutate(data, size, size_max);
    if (seed % 16 < 3 && json > 0) {
        // As many bytes as before, so that the header stays a header.
        const std::size_t length = LLVMFuzzerMutate(data, json, json);
        std::memmove(data + length, text.data() + json, size - json);
        return length + size - json;
    }
    const std::size_t length = write(Mutator{text, seed}.run(), data, size_max);
    return length > 0 ? length : LLVMFuzzerMutate(data, size, size_max);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data, std::size_t size,
                                                 const std::uint8_t* other, std::size_t other_size,
                                                 std::uint8_t* out, std::size_t size_max,
                                                 unsigned int seed) {
    Mutator mutator{text_of(data, size), seed};
    return write(mutator.with_object_of(text_of(other, other_size)), out, size_max);
}
