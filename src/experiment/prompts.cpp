#include "experiment/defaults.h"

// The two built-in instructions. What every variant shares (the answer's form, that texts are
// content and not orders) is in llm::system_instructions(); here stands how to lay out.

namespace refit::experiment {
namespace {

constexpr std::string_view kOriginalPrompt =
    R"(A finished design has to move to a page of another size. It was made for {currentWidth} x {currentHeight} pixels and will be shown at {newWidth} x {newHeight} pixels (width divided by height: {aspectRatio}).

The objects on the present page, in drawing order from back to front:
{objectsData}

Say where each object goes on the new page.
- Backgrounds and full-page pictures cover the whole new page.
- Everything else stays completely on the page and roughly where a reader would look for it: what was at the top stays at the top, what was centred stays centred.
- Enlarge or shrink pictures and logos evenly in both directions; never stretch them.
- Text must stay readable and must not run over other objects.
- Objects that belong together (a button and its label, a headline and its subline) keep together.)";

constexpr std::string_view kEnhancedPrompt =
    R"(Act as the art director who made this design and now draws its edition for another format: from {currentWidth} x {currentHeight} to {newWidth} x {newHeight} pixels (width divided by height: {aspectRatio}). The result should look as if it had been designed for the new page, not squeezed into it.

The objects on the present page, in drawing order from back to front:
{objectsData}

Decide in this order.
1. Hierarchy. Find what must be seen first, second and third. The first gets the strongest place and keeps a clear lead in size over the second; small print stays small but readable.
2. Proportion. Split the page between picture and words near the golden ratio (about 62 to 38) and step type sizes by about 1.6 from one level to the next, where the content allows it. Wide pages split side by side, tall pages one above the other.
3. White space. Leave a margin of at least a twentieth of the shorter side all round, and let the most important object have the most air around it. Do not fill a gap because it is there.
4. Alignment. Put edges and centres on few common lines. What shared a line before shares one again.
5. Proximity. Keep what belongs together closer to each other than to anything else: a button and its label move as one, a caption stays with its picture, a price with its product.

Never break these while doing so: backgrounds cover the whole page; pictures and logos keep their proportions; nothing but backgrounds and bleeding decoration leaves the page; texts do not cover each other; every text stays readable. Give the reason for each object in one short sentence.)";

// The engine's own defaults: every parameter at the value measured on designers' resizes.
constexpr std::string_view kOriginalParameters = "{}";

}  // namespace

std::string_view original_prompt() {
    return kOriginalPrompt;
}
std::string_view enhanced_prompt() {
    return kEnhancedPrompt;
}
std::string_view original_parameters() {
    return kOriginalParameters;
}

// Wider margins and groups that hold together, lost alignments and lost order dearer, a smaller
// share of the page for any one thing: the enhanced prompt, said in numbers.
std::string_view enhanced_parameters() {
    return R"({"margin_share":0.05,"fill_max":0.9,"weight_alignment":0.8,"weight_margin":1.0,"weight_order":1.0,"weight_balance":0.4})";
}

}  // namespace refit::experiment
