#pragma once

#include <cstdint>

#include "json/writer.h"
#include "store/sessions.h"

namespace refit::http {

// How a session is written: the seed's clients read canvases and sizes as JSON in strings, /v1
// gives them as values.
enum class Canvases : std::uint8_t { AsStrings, AsValues };

void put_session(json::Writer& out, const store::Session& session, Canvases canvases);

// A line of a list: the facts without the canvases.
void put_session_facts(json::Writer& out, const store::SessionFacts& facts);

}  // namespace refit::http
