#include <fmt/format.h>

#include <string>

#include "cli/data.h"
#include "cli/io.h"
#include "resize/chat_export.h"
#include "training/import_export.h"

namespace refit::cli {
namespace {

// Sessions created in [from, to).
struct Period {
    TimePoint from{};
    TimePoint to{};
};

Result<Period> period_of(const ExportOptions& options, const Clock& clock) {
    Period period;
    period.to = clock.now() + std::chrono::hours{24};
    if (!options.since) return period;
    const auto since = parse_iso(*options.since);
    if (!since) return fail(ErrorCode::InvalidInput, "--since: expected a day such as 2026-01-31");
    period.from = *since;
    return period;
}

resize::ChatRequest chat_request(const ExportOptions& options, const Period& period) {
    resize::ChatRequest request{.from = period.from, .to = period.to};
    if (options.format == "openai-dpo") request.format = resize::ChatFormat::OpenaiDpo;
    if (options.part == "training") request.part = resize::ChatPart::Training;
    if (options.part == "validation") request.part = resize::ChatPart::Validation;
    return request;
}

std::string summary(const resize::ChatCounts& counts, const std::string& path) {
    return fmt::format("{} examples in {}; left out: {} said before, {} unusable\n",
                       counts.examples, path, counts.repeated, counts.unusable);
}

Result<void> export_data(const ExportOptions& options, const DataContext& context,
                         const canvas::TextMeasurer& measurer) {
    const auto rows = training::parse_export_format(options.format);
    if (rows && options.part != "all")
        return fail(
            ErrorCode::InvalidInput,
            "--part: only openai-sft and openai-dpo are split; leave it out for " + options.format);
    REFIT_TRY(period, period_of(options, context.clock));
    REFIT_TRY(database, context.open_ready());
    const std::string path = options.output.value_or("-");
    REFIT_TRY(append, open_output(path));
    std::string done;
    if (rows) {
        REFIT_TRY(count, training::export_training_data(*database, {*rows, period.from, period.to},
                                                        append));
        done = fmt::format("{} examples in {}\n", count, path);
    } else {
        REFIT_TRY(counts,
                  resize::export_chats(*database, measurer, chat_request(options, period), append));
        done = summary(counts, path);
    }
    if (path != "-") print(done);
    return {};
}

}  // namespace

int run_export(const ExportOptions& options, const DataContext& context,
               const canvas::TextMeasurer& measurer) {
    const auto done = export_data(options, context, measurer);
    return done ? kOk : report(done.error());
}

}  // namespace refit::cli
