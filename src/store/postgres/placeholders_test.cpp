#include "store/postgres/placeholders.h"

#include <gtest/gtest.h>

namespace refit::store {
namespace {

TEST(Placeholders, AreNumberedFromOne) {
    EXPECT_EQ(number_placeholders("a=? AND b IN (?,?)"), "a=$1 AND b IN ($2,$3)");
    EXPECT_EQ(number_placeholders("SELECT 1"), "SELECT 1");
    EXPECT_EQ(number_placeholders(""), "");
}

TEST(Placeholders, InsideQuotesAndCommentsAreText) {
    EXPECT_EQ(number_placeholders("'?' ?"), "'?' $1");
    EXPECT_EQ(number_placeholders("'it''s ?' ?"), "'it''s ?' $1");
    EXPECT_EQ(number_placeholders("\"a?\" ?"), "\"a?\" $1");
    EXPECT_EQ(number_placeholders("-- ?\n?"), "-- ?\n$1");
    EXPECT_EQ(number_placeholders("/* ? */ ?"), "/* ? */ $1");
    EXPECT_EQ(number_placeholders("1-? / ?"), "1-$1 / $2");
}

TEST(Placeholders, AnUnendedLiteralRunsToTheEnd) {
    EXPECT_EQ(number_placeholders("? '?"), "$1 '?");
    EXPECT_EQ(number_placeholders("? /* ?"), "$1 /* ?");
}

}  // namespace
}  // namespace refit::store
