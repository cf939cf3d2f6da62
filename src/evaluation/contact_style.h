#pragma once

// Internal to the evaluation room: how the contact sheet looks and what its controls do.

#include <string_view>

namespace refit::evaluation {

inline constexpr std::string_view kSheetStyle = R"css(
:root{color-scheme:light dark;--paper:#f6f5f1;--card:#fff;--ink:#1d1c1a;--soft:#6d6a63;--line:#dcd9d0;
--page:#fff;--accent:#0b6e6e;
--k0:#9a958a;--k1:#2f7fc1;--k2:#8a3fb0;--k3:#1d1c1a;--k4:#0b7a55;--k5:#c8481c;--k6:#a87b00}
@media(prefers-color-scheme:dark){:root{--paper:#161719;--card:#1f2123;--ink:#eceae4;--soft:#9d9a92;
--line:#35383b;--page:#131415;--accent:#5cc8c0;
--k0:#77736a;--k1:#6db3ee;--k2:#c793e6;--k3:#eceae4;--k4:#5fd0a3;--k5:#ff9268;--k6:#e6bf55}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.45 system-ui,sans-serif}
header,main{max-width:1500px;margin:0 auto;padding:0 24px}
h1{font-size:22px;font-weight:650;margin:28px 0 4px}
p{margin:4px 0;color:var(--soft)}
table{border-collapse:collapse;margin:14px 0;font-variant-numeric:tabular-nums}
th,td{padding:3px 12px 3px 0;text-align:right;border-bottom:1px solid var(--line);font-weight:400}
th{color:var(--soft)}th:first-child,td:first-child{text-align:left}
tr.ours td{font-weight:650;color:var(--accent)}
.key{display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;margin:10px 0;list-style:none;color:var(--soft)}
.key i{display:inline-block;width:14px;height:11px;margin-right:6px;border:1.5px solid;vertical-align:-1px}
nav{position:sticky;top:0;z-index:1;background:var(--paper);border-bottom:1px solid var(--line)}
nav form{max-width:1500px;margin:0 auto;padding:10px 24px;display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center}
select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:3px 6px}
label{color:var(--soft)}output{margin-left:auto;font-variant-numeric:tabular-nums}
article{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:14px 0;padding:12px 16px;
content-visibility:auto;contain-intrinsic-size:auto 280px}
article[hidden]{display:none}
article h2{display:flex;flex-wrap:wrap;gap:2px 12px;align-items:baseline;font-size:15px;font-weight:600;margin:0 0 8px}
article h2 span{font-weight:400;color:var(--soft);font-size:13px}
article h2 b{margin-left:auto;font-variant-numeric:tabular-nums}
.row{display:flex;flex-wrap:wrap;gap:14px 22px;align-items:flex-end}
figure{margin:0}figcaption{margin-top:3px;font-size:12px;color:var(--soft);font-variant-numeric:tabular-nums}
figure.ours figcaption,figure.theirs figcaption{color:var(--ink);font-weight:600}
svg{display:block;max-width:100%;height:auto;overflow:hidden;border-radius:2px}
svg rect{stroke-width:calc(1.4*var(--u));fill-opacity:.2;vector-effect:none}
svg .page{fill:var(--page);fill-opacity:1;stroke:var(--line)}
svg text{font:600 calc(9.5*var(--u)) system-ui,sans-serif;fill:var(--ink);
dominant-baseline:hanging;pointer-events:none}
svg .lone{stroke-dasharray:calc(3*var(--u)) calc(2.5*var(--u));fill-opacity:.06}
svg .added{fill:none;stroke:var(--soft);stroke-width:calc(.8*var(--u));stroke-dasharray:calc(1.5*var(--u)) calc(2.5*var(--u))}
svg .ghost{display:none;fill:none;stroke:var(--accent);stroke-dasharray:calc(4*var(--u)) calc(2*var(--u))}
.ghosts svg .ghost{display:inline}
.k0{fill:var(--k0);stroke:var(--k0);fill-opacity:.12!important;stroke-opacity:.5}.k1{fill:var(--k1);stroke:var(--k1)}
.k2{fill:var(--k2);stroke:var(--k2)}.k3{fill:var(--k3);stroke:var(--k3)}.k4{fill:var(--k4);stroke:var(--k4)}
.k5{fill:var(--k5);stroke:var(--k5)}.k6{fill:var(--k6);stroke:var(--k6)}
)css";

inline constexpr std::string_view kSheetScript = R"js(
const form = document.forms[0], cards = [...document.querySelectorAll('article')], main = document.querySelector('main');
const orders = {
  worst: (a, b) => a.dataset.iou - b.dataset.iou,
  best: (a, b) => b.dataset.iou - a.dataset.iou,
  loss: (a, b) => a.dataset.gain - b.dataset.gain,
  campaign: (a, b) => a.dataset.at - b.dataset.at};
function show() {
  document.body.classList.toggle('ghosts', form.ghosts.checked);
  let count = 0, sum = 0;
  for (const card of cards) {
    const on = ['bucket', 'author', 'campaign', 'candidate'].every((k) => !form[k].value || card.dataset[k] === form[k].value);
    card.hidden = !on;
    if (on) { count += 1; sum += Number(card.dataset.iou); }
  }
  main.append(...cards.sort(orders[form.order.value]));
  form.shown.value = count ? `${count} pairs, mean IoU ${(sum / count).toFixed(3)}` : 'no pair';
}
form.addEventListener('input', show);
form.addEventListener('submit', (event) => event.preventDefault());
show();
)js";

}  // namespace refit::evaluation
