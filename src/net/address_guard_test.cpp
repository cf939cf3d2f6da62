#include "net/address_guard.h"

#include <gtest/gtest.h>

namespace refit::net {
namespace {

TEST(AddressGuard, RefusesEveryRangeAtBothEnds) {
    for (const char* address : {"0.0.0.0",
                                "0.255.255.255",
                                "10.0.0.1",
                                "10.255.255.255",
                                "100.64.0.0",
                                "100.127.255.255",
                                "127.0.0.1",
                                "127.255.255.255",
                                "169.254.169.254",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.0.0.1",
                                "192.0.2.1",
                                "192.88.99.1",
                                "192.168.1.1",
                                "198.18.0.1",
                                "198.19.255.255",
                                "198.51.100.1",
                                "203.0.113.1",
                                "224.0.0.1",
                                "239.255.255.255",
                                "240.0.0.1",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "::ffff:127.0.0.1",
                                "::ffff:10.0.0.1",
                                "::127.0.0.1",
                                "fc00::1",
                                "fdff::1",
                                "fe80::1",
                                "fe80::1%eth0",
                                "febf::1",
                                "fec0::1",
                                "ff02::1",
                                "2001:db8::1",
                                "3fff::1",
                                "2002:7f00:1::",
                                "2002:c0a8:101::",
                                "2001::1",
                                "64:ff9b::127.0.0.1",
                                "64:ff9b:1::1",
                                "100::1",
                                "5f00::1"}) {
        EXPECT_TRUE(is_private_address(address)) << address;
    }
}

TEST(AddressGuard, AllowsNeighboursOfTheRanges) {
    for (const char* address : {"1.1.1.1",          "9.255.255.255",   "11.0.0.0",
                                "100.63.255.255",   "100.128.0.0",     "126.255.255.255",
                                "128.0.0.1",        "169.253.255.255", "169.255.0.0",
                                "172.15.255.255",   "172.32.0.0",      "192.167.255.255",
                                "192.169.0.0",      "198.17.255.255",  "198.20.0.0",
                                "223.255.255.255",  "2606:4700::1111", "::ffff:8.8.8.8",
                                "64:ff9b::8.8.8.8", "2002:808:808::",  "2a00::1"}) {
        EXPECT_FALSE(is_private_address(address)) << address;
    }
}

TEST(AddressGuard, RefusesWhatIsNoAddress) {
    for (const char* address :
         {"", "localhost", "127.1", "0x7f.0.0.1", "2130706433", "[::1]", "1.2.3.4.5", " 8.8.8.8"}) {
        EXPECT_TRUE(is_private_address(address)) << address;
    }
}

}  // namespace
}  // namespace refit::net
