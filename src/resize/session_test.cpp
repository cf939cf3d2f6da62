#include <gtest/gtest.h>

#include <string>

#include "resize/test_house.h"

namespace refit::resize {
namespace {

class SessionTest : public House {
protected:
    store::Session record(ClientSession client) {
        const auto session = service->record_client_session(client);
        EXPECT_TRUE(session) << session.error().message;
        return session.value_or(store::Session{});
    }
    static ClientSession client() {
        return {.original_canvas = banner(),
                .target = {300, 600},
                .ai_result = banner(),
                .processing_time_ms = 1200,
                .user_id = "ada"};
    }
    static std::string moved_headline() {
        std::string canvas = banner();
        const std::string from = R"("left":40,"top":40)";
        return canvas.replace(canvas.find(from), from.size(), R"("left":40,"top":140)");
    }
    std::optional<ErrorCode> patch_failure(const SessionPatch& patch) {
        const auto patched = service->patch_session(patch);
        if (patched) return std::nullopt;
        return patched.error().code;
    }
};

TEST_F(SessionTest, AnEditorsOwnResizeIsKept) {
    const store::Session session = record(client());
    EXPECT_EQ(session.facts.resizer, store::Resizer::Client);
    EXPECT_EQ(session.facts.processing_time, 1200);
    EXPECT_EQ(session.facts.variant_id, std::nullopt);
    EXPECT_EQ(session.facts.experiment_id, std::nullopt);
    EXPECT_NE(session.facts.features, "[]");
    const auto found = service->find_session(session.facts.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->original_canvas, banner());
    EXPECT_EQ(found->ai_result, banner());
}

TEST_F(SessionTest, AnythingThatIsJsonIsAccepted) {
    ClientSession odd = client();
    odd.original_canvas = R"({"hello":"world"})";
    odd.ai_result = "{}";
    EXPECT_EQ(record(odd).facts.features, "[]");
    odd.original_canvas = "{";
    EXPECT_EQ(service->record_client_session(odd).error().code, ErrorCode::InvalidInput);
}

TEST_F(SessionTest, AClaimedVariantIsRecordedAndAnUnknownOneKeptAsNamed) {
    ClientSession claimed = client();
    claimed.variant_id = "original";
    const store::Session known = record(claimed);
    EXPECT_EQ(known.facts.variant_id, "original");
    EXPECT_EQ(known.facts.experiment_id, "default");
    claimed.variant_id = "homemade";
    const store::Session unknown = record(claimed);
    EXPECT_EQ(unknown.facts.variant_id, "homemade");
    EXPECT_EQ(unknown.facts.experiment_id, std::nullopt);
}

TEST_F(SessionTest, CorrectionsAreMeasuredAgainstWhatWasServed) {
    const store::Session session = record(client());
    const auto patched = service->patch_session(
        {.session_id = session.facts.id, .manual_corrections = moved_headline(), .user_id = "ada"});
    ASSERT_TRUE(patched) << patched.error().message;
    EXPECT_TRUE(patched->facts.corrected);
    // 100 px down on the target page of 300 x 600: d = 1/6, c = d / 0.25, mean over five objects.
    EXPECT_NEAR(patched->facts.correction_size.value_or(-1), 1.0 / 6 / 0.25 / 5, 1e-6);
    EXPECT_EQ(patched->facts.etag, session.facts.etag + 1);
    const auto found = service->find_session(session.facts.id);
    EXPECT_EQ(found->manual_corrections, moved_headline());
    EXPECT_EQ(found->facts.correction_size, patched->facts.correction_size);
}

TEST_F(SessionTest, ACanvasMayComeWrapped) {
    const store::Session session = record(client());
    const auto patched = service->patch_session(
        {.session_id = session.facts.id, .manual_corrections = R"({"canvas":)" + banner() + "}"});
    ASSERT_TRUE(patched);
    EXPECT_DOUBLE_EQ(patched->facts.correction_size.value_or(-1), 0.0);
}

TEST_F(SessionTest, CorrectionsThatAreNoCanvasAreKeptWithoutASize) {
    const store::Session session = record(client());
    for (const std::string note : {R"("moved the logo")", "[1,2]", "{}", "null"}) {
        const auto patched =
            service->patch_session({.session_id = session.facts.id, .manual_corrections = note});
        ASSERT_TRUE(patched) << note;
        EXPECT_TRUE(patched->facts.corrected);
        EXPECT_EQ(patched->facts.correction_size, std::nullopt) << note;
    }
}

TEST_F(SessionTest, AnUndoIsKept) {
    const store::Session session = record(client());
    const auto patched = service->patch_session({.session_id = session.facts.id, .undone = true});
    ASSERT_TRUE(patched);
    EXPECT_TRUE(patched->facts.undone);
    EXPECT_FALSE(patched->facts.corrected);
}

TEST_F(SessionTest, OnlyTheOwnerAndOnlyTheLatestStateMayChange) {
    const std::string id = record(client()).facts.id;
    const SessionPatch fine{.session_id = id, .undone = true};
    SessionPatch stranger = fine;
    stranger.user_id = "bob";
    EXPECT_EQ(patch_failure(stranger), ErrorCode::Forbidden);
    SessionPatch stale = fine;
    stale.etag = 7;
    EXPECT_EQ(patch_failure(stale), ErrorCode::Conflict);
    stale.etag = 1;
    EXPECT_EQ(patch_failure(stale), std::nullopt);
    EXPECT_EQ(patch_failure(stale), ErrorCode::Conflict);
    EXPECT_EQ(patch_failure({.session_id = "nothing", .undone = true}), ErrorCode::NotFound);
}

TEST_F(SessionTest, ASessionWithoutAUserIsOpenToWhoeverHoldsItsId) {
    ClientSession nobody = client();
    nobody.user_id.reset();
    const std::string id = record(nobody).facts.id;
    EXPECT_EQ(patch_failure({.session_id = id, .undone = true, .user_id = "bob"}), std::nullopt);
}

TEST_F(SessionTest, LimitsOfAClientSessionAreHeld) {
    const auto code = [&](auto edit) -> std::optional<ErrorCode> {
        ClientSession bad = client();
        edit(bad);
        const auto session = service->record_client_session(bad);
        if (session) return std::nullopt;
        return session.error().code;
    };
    using C = ClientSession;
    EXPECT_EQ(code([](C& c) { c.processing_time_ms = -1; }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](C& c) { c.target.width = 0; }), ErrorCode::InvalidInput);
    EXPECT_EQ(code([](C& c) { c.error_message = std::string(kErrorMessageBytesMax + 1, 'x'); }),
              ErrorCode::InvalidInput);
    EXPECT_EQ(code([](C& c) { c.ai_result = std::string(kCanvasBytesMax + 1, ' '); }),
              ErrorCode::TooLarge);
}

}  // namespace
}  // namespace refit::resize
