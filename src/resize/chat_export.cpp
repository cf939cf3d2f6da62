#include "resize/chat_export.h"

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "store/sessions.h"
#include "store/variants.h"

namespace refit::resize {
namespace {

constexpr std::uint64_t kValidationEvery = 10;  // designs
// Canvases may be large: a small page bounds how long a reading lasts.
constexpr std::int64_t kPageRows = 100;

bool is_in(ChatPart part, const store::Session& session) {
    if (part == ChatPart::All) return true;
    const bool validates = fnv1a64(session.original_canvas) % kValidationEvery == 0;
    return validates == (part == ChatPart::Validation);
}

class ChatExport {
public:
    ChatExport(store::Database& database, const canvas::TextMeasurer& measurer,
               const ChatRequest& request)
        : database_{database},
          measurer_{measurer},
          request_{request},
          scan_{.from = request.from, .to = request.to, .limit = kPageRows} {}

    Result<ChatCounts> run(const ChatSink& sink) {
        for (;;) {  // Ends: every page moves after_seq past its own rows.
            std::string lines;
            std::size_t rows = 0;
            REFIT_CHECK(database_.read([&](store::Transaction& tx) -> Result<void> {
                REFIT_TRY(sessions, store::scan_labelled_sessions(tx, scan_));
                rows = sessions.size();
                for (const store::SessionFacts& facts : sessions) {
                    REFIT_CHECK(add(tx, facts, lines));
                }
                return {};
            }));
            if (rows == 0) return counts_;
            if (!lines.empty()) REFIT_CHECK(sink(lines));
        }
    }

private:
    Result<void> add(store::Transaction& tx, const store::SessionFacts& facts, std::string& lines) {
        scan_.after_seq = facts.seq;
        REFIT_TRY(session, store::find_session(tx, facts.id));
        if (!session || !is_in(request_.part, *session)) return {};
        REFIT_TRY(prompt, prompt_of(tx, facts));
        const auto line = prompt ? chat_example(*session, *prompt, request_.format, measurer_)
                                 : fail(ErrorCode::InvalidInput, "served by no variant");
        if (!line) {
            ++counts_.unusable;
        } else if (!line->empty()) {
            const bool is_new = written_.insert(fnv1a64(*line)).second;
            ++(is_new ? counts_.examples : counts_.repeated);
            if (is_new) lines += *line;
        }
        return {};
    }

    // The words that session's variant would have asked a model with.
    static Result<std::optional<std::string>> prompt_of(store::Transaction& tx,
                                                        const store::SessionFacts& facts) {
        if (!facts.variant_id || !facts.variant_version) return std::optional<std::string>{};
        REFIT_TRY(version,
                  store::find_variant_version(tx, *facts.variant_id, *facts.variant_version));
        return version ? std::optional{version->prompt} : std::nullopt;
    }

    store::Database& database_;
    const canvas::TextMeasurer& measurer_;
    const ChatRequest& request_;
    store::TrainingScan scan_;
    ChatCounts counts_;
    std::unordered_set<std::uint64_t> written_;  // hashes of lines
};

}  // namespace

Result<ChatCounts> export_chats(store::Database& database, const canvas::TextMeasurer& measurer,
                                const ChatRequest& request, const ChatSink& sink) {
    return ChatExport{database, measurer, request}.run(sink);
}

}  // namespace refit::resize
