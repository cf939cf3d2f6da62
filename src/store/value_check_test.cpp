#include "store/value_check.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace refit::store {
namespace {

bool is_storable(Value value) {
    return check_values({&value, 1}).has_value();
}

TEST(ValueCheck, WellFormedTextPassesAtEveryOffset) {
    for (const std::string character : {"a", "\x01", "\x7F", "ä", "€", "😀", "\xED\x9F\xBF",
                                        "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        for (std::size_t before = 0; before < 20; ++before) {
            EXPECT_TRUE(is_storable(std::string(before, 'x') + character)) << character;
            EXPECT_TRUE(is_storable(std::string(before, 'x') + character + std::string(9, 'y')));
        }
    }
}

TEST(ValueCheck, IllFormedTextIsFoundAtEveryOffset) {
    using namespace std::string_literals;
    // A zero byte, a stray continuation, overlong forms, a surrogate, beyond U+10FFFF, cut short.
    for (const std::string& bad :
         {"\0"s, "\x80"s, "\xC0\xAF"s, "\xC1\xBF"s, "\xE0\x9F\xBF"s, "\xF0\x8F\xBF\xBF"s,
          "\xED\xA0\x80"s, "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xFF"s, "\xC3"s, "\xE2\x82"s,
          "\xF0\x9F\x98"s}) {
        for (std::size_t before = 0; before < 20; ++before) {
            EXPECT_FALSE(is_storable(std::string(before, 'x') + bad));
            EXPECT_FALSE(is_storable(std::string(before, 'x') + bad + std::string(9, 'y')));
        }
    }
}

TEST(ValueCheck, NumbersMustBeFinite) {
    EXPECT_TRUE(is_storable(std::numeric_limits<double>::max()));
    EXPECT_TRUE(is_storable(std::numeric_limits<double>::denorm_min()));
    EXPECT_FALSE(is_storable(std::numeric_limits<double>::infinity()));
    EXPECT_FALSE(is_storable(std::numeric_limits<double>::quiet_NaN()));
    EXPECT_TRUE(is_storable(Value{}));
}

}  // namespace
}  // namespace refit::store
