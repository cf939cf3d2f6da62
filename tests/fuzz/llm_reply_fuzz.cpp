// Any bytes as a provider's answer, and as the content of one: nothing may crash, and what gets
// through has known ids, each once, and finite numbers within the limits.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/assert.h"
#include "llm/openai_protocol.h"
#include "llm/redact.h"
#include "llm/reply.h"
#include "llm/retry.h"

namespace {

using namespace refit;

const std::vector<std::string> kIds{"a", "b", "c"};
constexpr geometry::Size kTarget{1000, 500};

void check_placements(const std::string& content) {
    const auto reply = llm::parse_reply(content, kIds, kTarget);
    if (!reply) return;
    std::set<std::string> seen;
    const double reach = (1 + 2 * llm::kBeyondPageMax) * 1000;
    for (const llm::ProposedPlacement& placement : reply->placements) {
        REFIT_ASSERT(placement.id == "a" || placement.id == "b" || placement.id == "c");
        REFIT_ASSERT(seen.insert(placement.id).second);
        REFIT_ASSERT(std::abs(placement.left) <= reach && std::abs(placement.top) <= reach);
        REFIT_ASSERT(placement.width > 0 && placement.width <= reach);
        REFIT_ASSERT(placement.height > 0 && placement.height <= reach);
        REFIT_ASSERT(placement.reasoning.size() <= llm::kReasoningMax);
        if (placement.font_scale) REFIT_ASSERT(*placement.font_scale >= llm::kFontScaleMin);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    check_placements(text);
    check_placements(std::string{llm::json_part(text)});
    for (const int status : {200, 429}) {
        const llm::TransportReply reply{status, {{"Retry-After", text}}, text};
        (void)llm::read_completion(reply, "sk-secret");
        const auto wait = llm::asked_wait(reply, TimePoint{});
        if (wait) REFIT_ASSERT(wait->count() >= 0);
    }
    REFIT_ASSERT(llm::redact(text, "sk-secret").find("sk-secret") == std::string::npos);
    (void)llm::completions_url(text);
    return 0;
}
