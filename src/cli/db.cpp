// refit db migrate | status | verify | generate
#include <fmt/format.h>

#include "cli/data.h"
#include "cli/io.h"
#include "json/writer.h"
#include "replay/verify.h"
#include "store/migrations.h"

namespace refit::cli {
namespace {

std::string_view state_name(store::MigrationState state) {
    switch (state) {
        case store::MigrationState::Applied:
            return "applied";
        case store::MigrationState::Pending:
            return "pending";
        case store::MigrationState::Changed:
            return "changed";
        case store::MigrationState::Unknown:
            return "unknown";
    }
    return "unknown";
}

Result<void> migrate(const DataContext& context) {
    REFIT_TRY(database, context.open());
    REFIT_TRY(applied, store::migrate(*database, context.clock.now()));
    print(applied == 0 ? "nothing to do\n" : fmt::format("{} migrations applied\n", applied));
    return {};
}

Result<void> status(const DbOptions& options, const DataContext& context) {
    REFIT_TRY(database, context.open());
    REFIT_TRY(list, store::migration_status(*database));
    if (!options.json) {
        for (const store::MigrationStatus& migration : list)
            print(fmt::format("{:<28} {}\n", migration.name, state_name(migration.state)));
        return {};
    }
    json::Writer out;
    out.begin_object().key("migrations").begin_array();
    for (const store::MigrationStatus& migration : list) {
        out.begin_object().member("version", migration.version).member("name", migration.name);
        out.member("state", state_name(migration.state));
        out.member("checksum", migration.checksum).end_object();
    }
    out.end_array().end_object();
    print(out.take() + "\n");
    return {};
}

// True if everything stored is what the log says, perhaps by now.
Result<bool> verify(const DbOptions& options, const DataContext& context) {
    REFIT_TRY(database, context.open());
    REFIT_TRY(report, options.repair ? replay::repair(*database, "cli", context.clock.now())
                                     : replay::verify(*database));
    print(options.json ? replay::report_json(report) : replay::report_text(report));
    return report.agrees();
}

Result<void> generate(const DbOptions& options) {
    const auto dialect =
        options.dialect == "postgres" ? store::Dialect::Postgres : store::Dialect::Sqlite;
    for (const store::MigrationText& text : store::migration_texts(dialect)) {
        if (!options.out) {
            print(text.sql);
            continue;
        }
        const std::string path =
            fmt::format("{}/{}.{}.sql", *options.out, text.name, options.dialect);
        REFIT_CHECK(write_output(path, text.sql));
        print(path + "\n");
    }
    return {};
}

}  // namespace

int run_db(const DbOptions& options, const DataContext& context) {
    if (options.action == "verify") {
        const auto agrees = verify(options, context);
        if (!agrees) return report(agrees.error());
        return *agrees ? kOk : kFailed;
    }
    const auto done = options.action == "migrate"  ? migrate(context)
                      : options.action == "status" ? status(options, context)
                                                   : generate(options);
    return done ? kOk : report(done.error());
}

}  // namespace refit::cli
