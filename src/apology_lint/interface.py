"""What the tool itself says, in each language of its users; what a rule says stands in `rules/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

#: Languages of the interface, and those whose mails the bundled rules judge.
LANGUAGES = ("en", "ar")

_TEXTS: Mapping[str, tuple[str, str]] = {
    # severities and states
    "error": ("error", "خطأ"),
    "warning": ("warning", "تحذير"),
    "info": ("info", "ملاحظة"),
    # parts of a mail
    "subject": ("subject", "العنوان"),
    "preheader": ("preheader", "النص التمهيدي"),
    "sender": ("sender", "المرسل"),
    "reply-to": ("reply-to", "عنوان الرد"),
    "to": ("to", "المستلمون"),
    "header": ("header", "الترويسة"),
    "incident": ("facts of the incident", "وقائع الحادثة"),
    "recipients": ("recipients", "قوائم المستلمين"),
    "audience": ("recipients", "قوائم المستلمين"),
    "whole mail": ("whole mail", "الرسالة كلها"),
    "heading": ("heading", "عنوان داخلي"),
    "body": ("text", "النص"),
    "button": ("button", "زر"),
    "alt": ("alt text", "النص البديل"),
    "footer": ("footer", "التذييل"),
    "text-part": ("plain-text part", "الجزء النصي"),
    # the report
    "help": ("help: {text}", "المقترح: {text}"),
    "more": ("and {count} more of {rule}: {places}", "ومثلها من {rule} ({count}): {places}"),
    "note": ("note: {path}: {text}", "تنبيه: {path}: {text}"),
    "in-part": ("{place} in {part}", "{place} في {part}"),
    "guidance": ("Guidance for {path}", "نقاط الدليل: {path}"),
    "unchecked": ("{text}  (not checked: {reason})", "{text}  (لم يُفحص: {reason})"),
    "unchecked-rules": ("not checked: {rules}: {reason}", "لم يُفحص: {rules}: {reason}"),
    "accepted-one": ("1 finding accepted", "قُبلت ملاحظة واحدة"),
    "accepted": ("{count} findings accepted", "ملاحظات مقبولة: {count}"),
    "beyond": (
        "Check for yourself, no draft can show it: {points}.",
        "تحققوا بأنفسكم مما لا تُظهره أي مسودة: {points}.",
    ),
    "beyond-facts": (
        "Put what you know into incident.toml (apology-lint incident new asks), and most of it is checked.",
        "ضعوا ما تعرفونه في incident.toml (الأمر apology-lint incident new يسأل عنه) فيُفحص معظمه.",
    ),
    "none": ("No findings", "لا ملاحظات"),
    "drafts": ("{count} drafts", "المسودات: {count}"),
    "files-one": ("1 file checked", "فُحص ملف واحد"),
    "files": ("{count} files checked", "عدد الملفات المفحوصة: {count}"),
    "found": ("{found} in {files}", "{found} ({files})"),
    "unreadable": ("{count} could not be read", "ملفات تعذّرت قراءتها: {count}"),
    "count-error": ("{count} errors", "أخطاء: {count}"),
    "count-warning": ("{count} warnings", "تحذيرات: {count}"),
    "count-info": ("{count} info", "ملاحظات: {count}"),
    "count-error-one": ("1 error", "أخطاء: 1"),
    "count-warning-one": ("1 warning", "تحذيرات: 1"),
    "count-info-one": ("1 info", "ملاحظات: 1"),
    "annotations": (
        "GitHub shows only the first {shown} annotations of each kind in a step; this log has all {count}.",
        "لا يعرض GitHub في كل خطوة إلا أول {shown} من كل نوع؛ وفي هذا السجل كلها، وعددها {count}.",
    ),
    "list": (", ", "، "),
    "points": ("; ", "؛ "),
    # what a fix does
    "change": ("“{old}” → “{new}”", "«{old}» ← «{new}»"),
    "change-delete": ("without “{old}”", "من دون «{old}»"),
    "change-insert": ("+ “{new}”", "+ «{new}»"),
    "fix-safe-does": ("fix: {changes} (--fix)", "إصلاح: {changes} (--fix)"),
    "fix-unsafe-does": (
        "fix: {changes} (--fix --unsafe-fixes)",
        "إصلاح: {changes} (--fix --unsafe-fixes)",
    ),
    "fix-display-does": ("write for example: {changes}", "اكتبوا مثلًا: {changes}"),
    # what a run says at its end
    "mended": ("{count} mended.", "ما أُصلح: {count}."),
    "would-mend": ("{count} would be mended.", "ما سيُصلح: {count}."),
    "fixable": (
        "{count} can be mended with --fix, without changing what the mail says.",
        "ما يمكن إصلاحه بالخيار --fix من دون تغيير ما تقوله الرسالة: {count}.",
    ),
    "fixable-unsafe": (
        "{count} can be mended with --fix --unsafe-fixes; read the result (or look with --diff first).",
        "ما يمكن إصلاحه بالخيارين --fix --unsafe-fixes: {count}. اقرؤوا النتيجة بعده (أو استخدموا --diff).",
    ),
    "accepted-all": (
        "{count} not reported: accepted in comments, settings or the baseline.",
        "ملاحظات لم تُعرض لأنها مقبولة في تعليق أو في الإعدادات أو في خط الأساس: {count}.",
    ),
    "stale": (
        "No longer found, but still in the baseline: {count}. Write it again with --write-baseline.",
        "في خط الأساس ما لم يعد موجودًا: {count}. اكتبوه من جديد بالخيار --write-baseline.",
    ),
    "idle-entry": (
        "[[suppress]] rule “{rule}”, text “{text}”: these drafts have nothing that it accepts.",
        "[[suppress]] القاعدة «{rule}»، النص «{text}»: ليس في هذه المسودات ما تقبله.",
    ),
    "baseline-written": (
        "Wrote {path}. Findings accepted from now on: {count}.",
        "كُتب {path}. ملاحظات مقبولة من الآن: {count}.",
    ),
    # the first draft
    "fill-in": ("Fill in:", "املؤوا:"),
    "decide": ("Before you send:", "قبل الإرسال:"),
    # the list of rules and the explanation of one
    "rule": ("rule", "القاعدة"),
    "severity": ("severity", "الشدة"),
    "category": ("category", "الفئة"),
    "category-tags": ("category, tags", "الفئة والوسوم"),
    "asks-for": ("what it asks for", "ما تطلبه"),
    "languages": ("languages", "اللغات"),
    "in-languages": (
        "{severity}, {category}; languages: {languages}",
        "{severity}، {category}؛ اللغات: {languages}",
    ),
    "serves": ("Serves the guidance:", "تخدم من نقاط الدليل:"),
    "why-severity": ("Why {severity}: {because}", "سبب الشدة ({severity}): {because}"),
    "sources": ("Sources:", "المصادر:"),
    "sources-graded": ("Sources (evidence: {grade}):", "المصادر (قوة الدليل: {grade}):"),
    "fixes": ("Fix: {kinds}.", "الإصلاح: {kinds}."),
    "fix-safe": ("safe (says the same to the reader)", "آمن (لا يغيّر ما يقرؤه القارئ)"),
    "fix-unsafe": ("unsafe (changes what the mail says)", "يحتاج إلى موافقتكم (يغيّر ما تقوله الرسالة)"),
    "fix-display": ("only shown (a person must finish it)", "للعرض فقط (يكمله إنسان)"),
    "fixed": ("fixed", "بعد الإصلاح"),
    "flagged": ("Flagged (the marked words):", "ما تُبلّغ عنه (الكلمات المعلّمة):"),
    "fine": ("Fine:", "سليم:"),
    "thresholds": (
        "Its thresholds, as apology-lint.toml would say them:",
        "حدودها كما تُكتب في apology-lint.toml:",
    ),
    "turn-off": ("To turn it off:", "لإيقافها:"),
    "turn-off-file": ("in apology-lint.toml:", "في apology-lint.toml:"),
    "turn-off-line": ("on the command line:", "في سطر الأوامر:"),
    "turn-off-mild": ("or make it milder:", "أو لتخفيفها:"),
    "E1": ("E1 of 5, theory or expert opinion", "1 من 5: نظرية أو رأي خبراء"),
    "E2": ("E2 of 5, content analysis or survey", "2 من 5: تحليل محتوى أو استطلاع"),
    "E3": (
        "E3 of 5, one or two experiments with imagined cases",
        "3 من 5: تجربة أو تجربتان على حالات متخيَّلة",
    ),
    "E4": ("E4 of 5, several or replicated experiments", "4 من 5: عدة تجارب أو تجارب مكررة"),
    "E5": (
        "E5 of 5, a large field experiment or meta-analysis",
        "5 من 5: تجربة ميدانية كبيرة أو تحليل تجميعي",
    ),
    # the page
    "page-title": ("What to change before it goes out", "ما ينبغي تغييره قبل الإرسال"),
    "page-skip": ("Skip to the report", "الانتقال إلى التقرير"),
    "page-overview": ("All drafts", "كل المسودات"),
    "page-draft": ("Draft", "المسودة"),
    "page-mail": ("The draft as the reader sees it", "المسودة كما يراها القارئ"),
    "page-inert": (
        "Nothing is loaded and no link works here; boxes with words stand for images.",
        "لا يُحمَّل شيء هنا ولا تعمل الروابط؛ ومكان كل صورة مربع فيه نصها البديل.",
    ),
    "page-text-part": ("Its plain-text version", "نسختها النصية"),
    "page-no-alt": ("image without words", "صورة بلا نص بديل"),
    "page-more": ("and {count} more", "ومعهم {count}"),
    "page-findings": ("Findings", "الملاحظات"),
    "page-before": ("Before you send: facts and recipients", "قبل الإرسال: الوقائع والمستلمون"),
    "page-recipients": ("Recipients in numbers", "المستلمون بالأرقام"),
    "page-words": ("What the mail says", "ما تقوله الرسالة"),
    "page-arrival": ("Sender, links, delivery", "المرسل والروابط والوصول"),
    "page-show": ("Show", "إظهار"),
    "page-instead": ("Instead", "المقترح"),
    "page-times": ("{count} times", "عدد المرات: {count}"),
    "page-finding": ("finding {number}", "الملاحظة {number}"),
    "page-acts": ("What the mail does, in this order", "ما تفعله الرسالة، بهذا الترتيب"),
    "page-likely": ("likely", "على الأرجح"),
    "page-no-acts": (
        "We found no sentence that apologises, explains, names a step or the like.",
        "لم نجد في الرسالة جملة تعتذر أو تشرح أو تقول ما يلزم فعله أو نحو ذلك.",
    ),
    "page-guidance": ("Guidance", "نقاط الدليل"),
    "met": ("met", "مستوفاة"),
    "broken": ("not met", "غير مستوفاة"),
    "not checked": ("not checked", "لم تُفحص"),
    "page-unchecked": ("Rules that could not be applied", "قواعد تعذّر تطبيقها"),
    "page-partly": ("in part", "جزئيًا"),
    "page-notes": ("How the draft was read", "كيف قُرئت المسودة"),
    "page-beyond": (
        "Check for yourself: no draft can show this",
        "تحققوا بأنفسكم مما لا تُظهره أي مسودة",
    ),
    "page-unreadable": ("Could not be read", "ملفات تعذّرت قراءتها"),
    "page-private": (
        "Made by apology-lint on your own machine. This page loads nothing and sends nothing.",
        "أعدّ apology-lint هذه الصفحة على جهازكم، وهي لا تُحمِّل شيئًا ولا ترسل شيئًا.",
    ),
    # kinds of personal data
    "data-name": ("names", "الأسماء"),
    "data-email": ("email addresses", "عناوين البريد الإلكتروني"),
    "data-phone": ("phone numbers", "أرقام الهواتف"),
    "data-postal-address": ("postal addresses", "العناوين البريدية"),
    "data-birth-date": ("dates of birth", "تواريخ الميلاد"),
    "data-password": ("passwords", "كلمات المرور"),
    "data-mailbox-password": ("mailbox passwords", "كلمات مرور صناديق البريد"),
    "data-card": ("payment cards", "بطاقات الدفع"),
    "data-bank-account": ("bank accounts", "الحسابات البنكية"),
    "data-national-id": ("national identity numbers", "أرقام الهوية"),
    "data-driving-licence": ("driving licences", "رخص القيادة"),
    "data-passport": ("passports", "جوازات السفر"),
    "data-health": ("health data", "البيانات الصحية"),
    "data-location": ("locations", "بيانات الموقع"),
    "data-orders": ("orders", "الطلبات"),
    "data-messages": ("messages", "الرسائل"),
    "data-photos": ("photos", "الصور"),
    "data-salary": ("salaries", "الرواتب"),
    "data-other": ("other data", "بيانات أخرى"),
    # kinds of incident
    "kind-wrong-list": (
        "a mail reached people it was not meant for",
        "رسالة وصلت إلى من لم تكن موجهة إليهم",
    ),
    "kind-wrong-content": (
        "a mail with a mistake in it: words, picture, date, a test that went out",
        "رسالة فيها خطأ: كلمة أو صورة أو تاريخ أو نسخة تجريبية",
    ),
    "kind-broken-link": (
        "a link or button led nowhere, or to the wrong page",
        "رابط أو زر لا يعمل أو يفتح صفحة أخرى",
    ),
    "kind-duplicate-send": ("the same mail arrived more than once", "رسالة وصلت أكثر من مرة"),
    "kind-billing": ("money was taken wrongly, or an invoice is wrong", "مبلغ خُصم خطأً أو فاتورة غير صحيحة"),
    "kind-outage": ("a service was down or slow", "خدمة توقفت أو تباطأت"),
    "kind-price-error": ("a price, an offer or a code was wrong", "سعر أو عرض أو رمز خصم غير صحيح"),
    "kind-data-exposure": (
        "personal data was open to people it does not concern",
        "بيانات شخصية صارت في متناول من لا شأن له بها",
    ),
    "kind-suppression-list": (
        "people were mailed who had asked for no mail",
        "رسالة إلى من طلبوا ألّا تراسلوهم",
    ),
    "kind-offensive-content": ("words or a picture that hurt people", "كلام جارح أو صورة جارحة"),
    "kind-other": ("something else", "غير ذلك"),
    # the questions about an incident
    "ask-first": (
        "Enter leaves a question open: the key stays in the file as a comment. Ctrl-C writes nothing.",
        "اضغطوا Enter لترك السؤال بلا جواب، فيبقى مفتاحه في الملف تعليقًا. وبالضغط على Ctrl-C لا يُكتب شيء.",
    ),
    "ask-times": (
        "Times are written as 2026-05-03 15:20, 3 May 2026 15:20, today 15:20 or yesterday 9:00.",
        "اكتبوا الأوقات هكذا: 2026-05-03 15:20 أو 3 مايو 2026 15:20 أو اليوم 15:20 أو أمس 9:00.",
    ),
    "ask-zone": (
        "Their time zone: +03:00, or a name such as Asia/Riyadh. Enter for that of this machine, {zone}.",
        "منطقتها الزمنية: ‎+03:00 أو اسم مثل Asia/Riyadh. اضغطوا Enter لمنطقة هذا الجهاز: ‎{zone}.",
    ),
    "ask-exposed": (
        "Was personal data exposed, too? yes or no; Enter means no.",
        "هل انكشفت بيانات شخصية أيضًا؟ نعم أو لا؛ وEnter تعني لا.",
    ),
    "ask-many": ("If there are several, put commas between them.", "إن تعددت فافصلوا بينها بفواصل."),
    "ask-more": ("And who else? Enter if nobody.", "ومن أيضًا؟ اضغطوا Enter إن لم يكن أحد."),
    "one-of": ("Possible: {names}.", "القيم الممكنة: {names}."),
    "answer-needed": ("This one is needed.", "لا بد من جواب هنا."),
    "answer-illegible": (
        "Some characters did not arrive whole. Please type it again.",
        "لم تصل بعض الأحرف سليمة. اكتبوا الجواب من جديد.",
    ),
    "answer-number": (
        "Write a number, such as 312. Enter if you do not know it yet.",
        "اكتبوا عددًا مثل 312، أو اضغطوا Enter إن لم تعرفوه بعد.",
    ),
    "answer-yes-no": ("Write yes or no.", "اكتبوا نعم أو لا."),
    "answer-unknown": ("“{word}” is none of them.", "«{word}» ليس منها."),
    "answer-near": ("“{word}” is none of them. Did you mean {near}?", "«{word}» ليس منها. هل تقصدون {near}؟"),
    "answer-like": ("Write it like {example}.", "اكتبوه هكذا: {example}."),
    "answer-time": (
        "Write day and time, such as 2026-05-03 15:20 or yesterday 9:00.",
        "اكتبوا اليوم والساعة، مثل 2026-05-03 15:20 أو أمس 9:00.",
    ),
    "answer-day": (
        "Write a day, such as 2026-05-17 or 17 May 2026.",
        "اكتبوا يومًا، مثل 2026-05-17 أو 17 مايو 2026.",
    ),
    "answer-zone": (
        "No such time zone. Write +03:00, or a name such as Asia/Riyadh.",
        "لا نعرف هذه المنطقة الزمنية. اكتبوا ‎+03:00 أو اسمًا مثل Asia/Riyadh.",
    ),
    "answer-future": (
        "{time} has not come yet. Is it the day before?",
        "لم يحن {time} بعد. أتقصدون اليوم الذي قبله؟",
    ),
    "answer-before": (
        "That lies before “{other}” ({time}). If that one is wrong, press Enter and correct it in the file.",
        "هذا قبل «{other}» ({time}). إن كان ذاك هو الخطأ فاضغطوا Enter وصححوه في الملف.",
    ),
    "answer-after": (
        "That lies after “{other}” ({time}). If that one is wrong, press Enter and correct it in the file.",
        "هذا بعد «{other}» ({time}). إن كان ذاك هو الخطأ فاضغطوا Enter وصححوه في الملف.",
    ),
    "facts-written": (
        "Wrote {path}. Keep it beside the draft; next: apology-lint DRAFT.",
        "كُتب {path}. أبقوه بجانب المسودة، ثم: apology-lint DRAFT.",
    ),
    "facts-written-apart": (
        "Wrote {path}. Only incident.toml is found by itself; next: apology-lint DRAFT --incident {path}",
        "كُتب {path}. لا تُقرأ الوقائع تلقائيًا إلا من incident.toml، ثم: apology-lint DRAFT --incident {path}",
    ),
    "facts-head": (
        "Facts about the incident, for apology-lint. Uncomment what you know.",
        "وقائع الحادثة لأداة apology-lint. احذفوا علامة # مما تعرفونه.",
    ),
    "facts-kind": (
        'Nobody was asked, so the kind stands at "other": say which it is.',
        'لم يُسأل أحد، فالنوع هنا "other": اكتبوا النوع الصحيح.',
    ),
    # recipients and verdict
    "list-recipients": ("list: recipients", "قائمة المستلمين"),
    "list-affected": ("list: affected people", "قائمة المتضررين"),
    "list-suppressed": ("list: must not be mailed", "قائمة من لا تجوز مراسلتهم"),
    "list-apologised": ("list: have had an apology", "قائمة من وصلهم اعتذار من قبل"),
    "list-rows": ("{people} ({rows} rows)", "{people} (عدد الصفوف: {rows})"),
    "count-not-affected": ("not affected", "لم يتضرروا"),
    "count-left-out": ("affected, but left out", "متضررون لن يصلهم شيء"),
    "count-suppressed": ("must not be mailed", "لا تجوز مراسلتهم"),
    "count-already-apologised": ("have had an apology", "وصلهم اعتذار من قبل"),
    "count-duplicates": ("duplicates", "صفوف مكررة"),
    "count-undeliverable": ("undeliverable", "صفوف بلا عنوان صالح"),
    "count-unusable": ("unusable rows of other lists", "صفوف بلا عنوان صالح في القوائم الأخرى"),
    "count-ready": ("ready to be mailed", "جاهزون للمراسلة"),
    "slip-few": ("fewer columns than the header", "أعمدته أقل من أعمدة الترويسة"),
    "slip-many": ("more columns than the header", "أعمدته أكثر من أعمدة الترويسة"),
    "slip-quote": ("a quotation mark is missing or too many", "علامة تنصيص ناقصة أو زائدة"),
    "slip-long": ("the line is too long", "السطر أطول من اللازم"),
    "slip-encoding": (
        "not valid UTF-8: save the file as UTF-8",
        "ليس بترميز UTF-8: احفظوا الملف به",
    ),
    "slip-odd-row": ("the row cannot be read", "تعذّرت قراءة الصف"),
    "slip-none": ("no address", "بلا عنوان"),
    "slip-odd": ("“{entry}” is no address", "«{entry}» ليس عنوانًا"),
    "segment": ("segment", "الشريحة"),
    "people": ("people", "العدد"),
    "step-recipients": ("Reading recipients", "قراءة المستلمين"),
    "step-affected": ("Reading those affected", "قراءة المتضررين"),
    "step-suppressed": ("Reading those who must not be mailed", "قراءة من لا تجوز مراسلتهم"),
    "step-apologised": ("Reading those who have had an apology", "قراءة من وصلهم اعتذار من قبل"),
    "step-counting": ("Counting", "العدّ"),
    "step-writing": ("Writing the lists", "كتابة القوائم"),
    "step-": ("Starting", "البدء"),
    "ready": ("READY: we found no reason against sending.", "جاهزة للإرسال: لم نجد سببًا يمنعه."),
    "ready-as-far": (
        "READY, as far as it was checked: we found no reason against sending.",
        "جاهزة للإرسال بقدر ما فُحص: لم نجد سببًا يمنعه.",
    ),
    "planned-passed": (
        "the planned time of sending, {time}, has passed; correct planned-send in incident.toml",
        "مضى الوقت المقرر للإرسال {time}؛ صححوا planned-send في incident.toml",
    ),
    "lists-written": ("Wrote the lists to {path}.", "كُتبت القوائم في {path}."),
    "not-ready": ("NOT READY. Reasons: {count}", "ليست جاهزة للإرسال. الأسباب: {count}"),
    "unchecked-reason": ("not checked: {reason}", "لم يُفحص: {reason}"),
    # what is watched after the send, and who must agree
    "watch-inbox-placement": ("inbox placement", "وصول الرسائل إلى صندوق الوارد"),
    "watch-reputation": ("sender reputation", "سمعة المرسل"),
    "watch-bounces": ("bounces", "الرسائل المرتدة"),
    "watch-complaints": ("spam complaints", "شكاوى البريد المزعج"),
    "role-legal": ("legal", "الشؤون القانونية"),
    "role-security": ("security", "أمن المعلومات"),
    "authority": ("the authority in charge", "الجهة المختصة"),
    # how long something took, by the form of the noun that the number asks for
    "hours-one": ("1 hour", "ساعة"),
    "hours-two": ("2 hours", "ساعتين"),
    "hours-few": ("{count} hours", "{count} ساعات"),
    "hours-many": ("{count} hours", "{count} ساعة"),
    "days-two": ("2 days", "يومين"),
    "days-few": ("{count} days", "{count} أيام"),
    "days-many": ("{count} days", "{count} يومًا"),
    "days-other": ("{count} days", "{count} يوم"),
    # parts of a notice that a law asks for
    "heading-happened": ("“What Happened”", "«ماذا حدث»"),
    "heading-involved": ("“What Information Was Involved”", "«البيانات التي شملها الأمر»"),
    "heading-doing": ("“What We Are Doing”", "«ماذا نفعل»"),
    "heading-can-do": ("“What You Can Do”", "«ماذا يمكنكم أن تفعلوا»"),
    "heading-more": ("“For More Information”", "«لمزيد من المعلومات»"),
    "agency-equifax": ("Equifax", "Equifax"),
    "agency-experian": ("Experian", "Experian"),
    "agency-transunion": ("TransUnion", "TransUnion"),
    # why something was not checked
    "no-incident": (
        "no facts about the incident: incident.toml beside the draft, or --incident FILE",
        "لا وقائع عن الحادثة: ملف incident.toml بجانب المسودة أو الخيار --incident",
    ),
    "no-list-affected": (
        "no list of those affected; give one with --affected",
        "لا قائمة للمتضررين؛ أضيفوها بالخيار --affected",
    ),
    "no-list-suppressed": (
        "no list of those who must not be mailed; give one with --suppressed",
        "لا قائمة لمن لا تجوز مراسلتهم؛ أضيفوها بالخيار --suppressed",
    ),
    "no-list-apologised": (
        "no list of those who have had an apology; give one with --already-apologised",
        "لا قائمة لمن وصلهم اعتذار من قبل؛ أضيفوها بالخيار --already-apologised",
    ),
    "facts-nothing": (
        "the facts give no number of people, no start and no product to compare",
        "لا تذكر الوقائع عدد المتضررين ولا وقت البداية ولا المنتج، فلا شيء يُقارن بها",
    ),
    "no-affected-number": (
        "the facts give no number of people affected (`affected` in incident.toml)",
        "لا تذكر الوقائع عدد المتضررين (affected في incident.toml)",
    ),
    "not-counted": (
        "the lists of recipients are only counted by `apology-lint presend`",
        "لا يعدّ قوائم المستلمين إلا الأمر `apology-lint presend`",
    ),
    "no-audience": (
        "no lists of recipients: name them under [recipients] in incident.toml, for `apology-lint presend`",
        "لا قوائم للمستلمين: سمّوها في قسم [recipients] في incident.toml للأمر `apology-lint presend`",
    ),
    "no-detected": (
        "needs the time when you noticed it: add detected to incident.toml",
        "يحتاج إلى وقت اكتشافكم للخطأ: أضيفوا detected إلى incident.toml",
    ),
    "no-planned-send": (
        "needs the time when the draft goes out: add planned-send to incident.toml",
        "يحتاج إلى موعد إرسال المسودة: أضيفوا planned-send إلى incident.toml",
    ),
    "delayed-by-police": (
        "the police asked you to wait: agree with them when it may go out",
        "طلبت الشرطة منكم التريث: اتفقوا معها على موعد الإرسال",
    ),
    "no-jurisdictions": (
        "which laws apply (no jurisdictions in incident.toml)",
        "أي القوانين تلزمكم (ينقص jurisdictions في incident.toml)",
    ),
    "no-profile": (
        "jurisdictions whose laws we have not read: {codes}",
        "بلدان لم نقرأ قوانينها: {codes}",
    ),
    "no-authority": (
        "which authority must be told (our files on {silent} do not say: ask your lawyers)",
        "أي جهة يجب إبلاغها (لا تقوله ملفاتنا عن {silent}، فاسألوا محاميكم)",
    ),
    "no-exposed-data": (
        "which data was exposed (no [exposed] in incident.toml)",
        "أي البيانات انكشفت (ينقص القسم [exposed] في incident.toml)",
    ),
    "no-by-us": (
        "whether you must offer identity protection (no by-us in [exposed] in incident.toml)",
        "هل يلزمكم تقديم خدمات حماية الهوية (ينقص by-us في القسم [exposed] في incident.toml)",
    ),
    "no-email-agreed": (
        "whether these people agreed to be told by email (no email-agreed in [exposed] in incident.toml)",
        "هل وافقوا على إبلاغهم بالبريد الإلكتروني (ينقص email-agreed في القسم [exposed] في incident.toml)",
    ),
    "needs-process": ("is about how you work, not about the draft", "يتعلق بطريقة عملكم لا بالمسودة"),
    "switched-off": ("its rules are switched off", "قواعده موقوفة"),
    "language-unknown": (
        "the language of the mail was not recognised; say which with --language",
        "لم تُعرف لغة الرسالة؛ حدّدوها بالخيار --language",
    ),
    "language-missing": (
        "the rule has no wordings for the language “{language}”",
        "ليس للقاعدة عبارات باللغة «{language}»",
    ),
    "no-subject": (
        "the draft has no subject; give one with --subject",
        "المسودة بلا عنوان؛ أضيفوه بالخيار --subject",
    ),
    "no-sender": (
        "the draft has no sender; give one with --from",
        "المسودة بلا مرسل؛ أضيفوه بالخيار --from",
    ),
    "text-language": (
        "the text: there are no wordings for the language “{language}”",
        "النص: لا عبارات باللغة «{language}»",
    ),
    "not-an-apology": (
        "the mail does not read as an apology or a notice of a fault",
        "لا تبدو الرسالة اعتذارًا ولا إشعارًا بخطأ",
    ),
    "no-breach": (
        "no sentence says for certain that personal data was exposed",
        "لا جملة تقول بوضوح إن بيانات شخصية انكشفت",
    ),
    "too-short": ("the text is too short to measure", "النص أقصر من أن يُقاس"),
    "no-news": (
        "no sentence was found that says what happened or apologises",
        "لم نجد جملة تقول ما حدث أو تعتذر",
    ),
    "nameless-text": (
        "plain text without a sender; give one with --from, or [brand] in apology-lint.toml",
        "نص بلا مرسل؛ أضيفوه بالخيار --from أو بالقسم [brand] في apology-lint.toml",
    ),
    "no-recipients": (
        "the draft does not say who receives it; only a whole message (.eml) does",
        "لا تذكر المسودة من تصل إليهم؛ لا يظهر ذلك إلا في رسالة كاملة (.eml)",
    ),
    "brand-names": (
        "the sender's name (no [brand] name in apology-lint.toml)",
        "اسم المرسل (ينقص name في قسم [brand] في apology-lint.toml)",
    ),
    "brand-sender": (
        "whether the sender is you (no [brand] name and domains in apology-lint.toml)",
        "هل المرسل أنتم (ينقص name وdomains في قسم [brand] في apology-lint.toml)",
    ),
    "brand-links": (
        "whether links lead to your own pages (no [brand] domains in apology-lint.toml)",
        "هل تقود الروابط إلى صفحاتكم (ينقص domains في قسم [brand] في apology-lint.toml)",
    ),
    "brand-address": (
        "the postal address (no [brand] postal-address)",
        "العنوان البريدي (ينقص postal-address في قسم [brand])",
    ),
    "brand-domains": (
        "the sender's domain (no [brand] domains in apology-lint.toml)",
        "نطاق المرسل (ينقص domains في قسم [brand] في apology-lint.toml)",
    ),
    "no-parts": (
        "the draft is no whole message (.eml), so its plain-text part was not seen",
        "المسودة ليست رسالة كاملة (.eml)، فلم نرَ جزأها النصي",
    ),
    "no-frame": (
        "the draft has no <html> or <body>: your sending tool puts them around it",
        "ليس في المسودة <html> ولا <body>: تضيفهما أداة الإرسال حولها",
    ),
    "mjml-size": (
        "MJML becomes larger HTML when it is built; check the size of the HTML",
        "ينتج عن MJML ملف HTML أكبر عند البناء؛ افحصوا حجم ملف HTML",
    ),
    "clipped-acts": (
        "what stands below the cut: there are no wordings for the language “{language}”",
        "ما يقع تحت موضع القطع: لا عبارات باللغة «{language}»",
    ),
    # acts and languages, as a message names them
    "act-apology": ("the apology", "الاعتذار"),
    "act-instruction": ("what to do", "ما يلزم فعله"),
    "act-contact": ("how to reach you", "طريقة التواصل معكم"),
    "act-explanation": ("what happened", "شرح ما حدث"),
    "act-incident": ("the fault mentioned", "ذكر الخطأ"),
    "act-breach": ("the exposed data", "البيانات المنكشفة"),
    "act-ownership": ("who takes responsibility", "تحمّل المسؤولية"),
    "act-no-action": ("nothing to do", "لا يلزم فعل شيء"),
    "act-repair": ("what was put right", "ما جرى إصلاحه"),
    "act-prevention": ("what will change", "ما سيتغير"),
    "act-compensation": ("the compensation", "التعويض"),
    "act-promotion": ("an offer", "عرض ترويجي"),
    "act-greeting": ("a courtesy", "مجاملة"),
    "act-boilerplate": ("a standard line", "عبارة ثابتة"),
    "language-en": ("English", "الإنجليزية"),
    "language-ar": ("Arabic", "العربية"),
    # what a report is not
    "no-legal-advice": (
        "what is said here of laws is no legal advice; which of them bind you, your lawyers know",
        "ما يُذكر هنا عن القوانين ليس مشورة قانونية؛ محاموكم يعرفون أيها يلزمكم",
    ),
    # how a file was read
    "subject-from-title": (
        "the subject was taken from <title>; give the real one with --subject",
        "أُخذ العنوان من <title>؛ أعطوا العنوان الحقيقي بالخيار --subject",
    ),
    "mj-include": (
        "mj-include is not followed: included files were not checked",
        "لا نتبع mj-include: لم تُفحص الملفات المضمَّنة",
    ),
    "styles-exhausted": (
        "the style sheet is too complex; some hidden text may have been read as visible",
        "ورقة الأنماط معقدة جدًا؛ قد يكون نص مخفي قُرئ كأنه ظاهر",
    ),
    "parts-truncated": (
        "the message has more than 1,000 parts, or nests over 20 deep; the rest was not read",
        "في الرسالة أكثر من 1000 جزء أو تداخل يتجاوز 20 مستوى؛ لم يُقرأ الباقي",
    ),
}


#: Characters of a mail or a file name that would act on a terminal: controls, bidi overrides.
_ACTING = dict.fromkeys(
    [*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd"
)


def harmless(text: str) -> str:
    """Text from outside, safe to print: no escape sequence, one line."""
    return text.translate(_ACTING)


def say(lang: str, key: str, **values: object) -> str:
    """A text of the interface in `lang`; in English where that is no language of the interface."""
    texts = _TEXTS[key]
    return texts[LANGUAGES.index(lang) if lang in LANGUAGES else 0].format_map(values)


def named(lang: str, key: str) -> str:
    """A thing by its name in `lang`: ``act-apology``; what a house pack brought keeps its own name."""
    return say(lang, key) if key in _TEXTS else key.partition("-")[2]


def joined(lang: str, key: str, items: Iterable[str]) -> str:
    """A list in running text, with the separator `key`: ``list`` or ``points``."""
    return say(lang, key).join(items)
