"""What an author does about each problem, in English and Chinese: the last paragraph of each rule in docs/script-problems.md."""

from collections.abc import Mapping

ADVICE: Mapping[str, tuple[str, str]] = {
    "Y001": (
        "Make the file smaller: move steps that belong together into a sub-script and run them with `call:`. A file has at most 1 MiB, "
        "50,000 values, 24 levels, 2,000 entries in one map or list and 200,000 characters of conditions; 200 problems are told at a time.",
        "把文件拆小：把相关的步骤移到子话术里，用 `call:` 调用。"
        "一个文件最多 1 MiB、50,000 个值、24 层，同一处最多 2,000 项，条件合计最多 200,000 个字符；一次最多列出 200 个问题。",
    ),
    "Y002": (
        "Look at the line and the one above it: a colon, a quote or a bracket is missing, or one is there too many.",
        "看这一行和上一行：多半是少了或多了冒号、引号或括号。",
    ),
    "Y003": ("Write the words out, or put the shared steps into a sub-script.", "把内容直接写出来，或把共用的步骤写成子话术。"),
    "Y004": ("Write `not` instead of `!`, and put text that begins with `!` in quotes.", "用 `not` 代替 `!`；以 `!` 开头的文字要加引号。"),
    "Y005": ("Delete the blank at the beginning of the line and type ordinary spaces.", "删掉行首的空白，改用半角空格。"),
    "Y006": ("Indent the line like the lines beside it.", "让这一行与同级的行对齐。"),
    "Y007": ("Put the whole text in quotes.", "给整段文字加上引号。"),
    "Y008": (
        "Begin the condition with a name, or put the whole condition in single quotes.",
        "让条件以变量名开头，或给整个条件加单引号。",
    ),
    "Y009": ("Put the text in quotes, or write the comment on a line of its own.", "给文字加引号，或把注释单独写一行。"),
    "Y010": ("Keep one of the two, and rename or delete the other.", "保留其中一个，另一个改名或删除。"),
    "Y012": ("Put the value in quotes.", "给这个值加上引号。"),
    "Y013": (
        "Type colons and commas with the English keyboard, and a space after a colon and after `-`.",
        "用英文键盘输入冒号和逗号；冒号和 `-` 后面都要有空格。",
    ),
    "S001": ("Correct the spelling, or delete the line.", "改正拼写，或删除这一行。"),
    "S002": ("Give the step one kind; make two steps of one that has two.", "每个步骤只写一种类型；写了两种的就拆成两个步骤。"),
    "S003": ("Write the field as the message says.", "按提示的写法填写这个字段。"),
    "S010": (
        "Say where the call goes on from here; steps do not follow each other by position. Only a sub-script ends with `return`; a call "
        "ends at its wrap-up.",
        "写明下一步去哪里；步骤不会按先后顺序自动衔接。只有子话术用 `return` 结束，通话在小结结束。",
    ),
    "S020": ("Correct the name, or write the step that is missing.", "改正名称，或补上缺少的步骤。"),
    "S021": ("Lead a way to the step, or delete it.", "给这个步骤加上来路，或删除它。"),
    "S022": (
        "Put a step at which the agent does something into the circle, or count its rounds: `when: visits(step) < 3`.",
        "在循环里加一个需要坐席操作的步骤，或限制次数：`when: visits(步骤) < 3`。",
    ),
    "S023": ("Lead a way from the step to the wrap-up.", "从这个步骤引一条路到小结。"),
    "S024": ("End the branch with one `else` line.", "分支最后写一行 `else`。"),
    "S025": ("Write a next step for every answer, and nothing for answers that do not exist.", "给每个回答写下一步，不存在的回答要删掉。"),
    "S026": (
        "Look at the sub-script: its `params`, what it `gives`, and the ways it returns.",
        "对照子话术：它的 `params`、`gives` 和各种返回。",
    ),
    "S027": ("Let one of the sub-scripts return instead of calling the other.", "让其中一个子话术返回，不要再调用另一个。"),
    "S028": (
        "Declare the exits: a customer you called may hang up, want no more calls, or be somebody else. Let `hung_up` lead to the wrap-up, "
        "or before it to a `branch` or a `do` that saves what was said.",
        "写上这些出口：外呼时客户可能挂断、要求不再来电，或并非本人。`hung_up` 直接去小结，或先经过 `branch`、`do` 保存已谈的内容。",
    ),
    "S030": (
        "Write `once: true`, or `once: visit` where the call may come back and do it anew; write `on_error`; and `fulfils: offer` where "
        "the accepted offer is ordered.",
        "写上 `once: true`；可能回来重办的写 `once: visit`；写明 `on_error`；办理客户接受的推荐时写 `fulfils: offer`。",
    ),
    "S031": (
        "Look the action up in the catalogue: its name, its parameters, the errors it can give.",
        "在动作目录里核对：动作名、参数、可能的错误。",
    ),
    "X001": (
        "Give parts of the expression a name with `is:` under `vars`. An expression has at most 1,000 characters, 200 parts and 16 levels; "
        "with all formulas that it uses 2,000 parts, and formulas use formulas at most 8 deep.",
        "在 `vars` 里用 `is:` 给其中一部分起名。"
        "表达式最多 1,000 个字符、200 个部分、16 层；连同用到的公式最多 2,000 个部分，公式套公式最多 8 层。",
    ),
    "X002": ("Type the sign with the English keyboard.", "用英文键盘重新输入这个符号。"),
    "X003": ("Close the quote, or the `${` with `}`; a value stands in `${...}`.", "补上引号，或给 `${` 补上 `}`；取值写在 `${...}` 里。"),
    "X004": ("Write two equals signs.", "写两个等号。"),
    "X005": ("Look at the marked place: a sign is missing, or one is there too many.", "看标出的位置：少了或多了一个符号。"),
    "X006": ("Choose a name that begins with a letter.", "换一个以字母开头的名称。"),
    "X010": ("Correct the name, or declare it under `vars`.", "改正名称，或在 `vars` 里声明。"),
    "X011": ("Choose a function or formatter of the list in the guide.", "从手册的列表里选用函数或格式。"),
    "X012": ("Name a record before the dot, or leave the dot away.", "点号前面要是记录，否则去掉点号。"),
    "X013": ("Compare like with like: numbers with numbers, text with text in quotes.", "同类相比：数字比数字，带引号的文字比文字。"),
    "X014": ("Use a value that is declared.", "改用已声明的取值。"),
    "X015": ("Give the function what it needs.", "按要求给函数传值。"),
    "X016": (
        'Add `| default("...")`, or say the words only where the value is there: `when: has(...)`. A record can change while a call '
        "runs, so ask where the words are said, not some steps before.",
        '加上 `| default("……")`，或只在有值时说：`when: has(……)`。通话中资料可能更新，所以要在说的地方判断，而不是几步之前。',
    ),
    "X017": (
        "Lead the way somewhere else, set the value on that way too, or say the words only `when: has(...)`.",
        "把那条路引到别处，或在那条路上也赋值，或只在 `when: has(……)` 时说。",
    ),
    "X018": ("Delete the line, or move it before the one that covers it.", "删掉这一行，或移到包含它的那一行之前。"),
    "T001": ("Write the text in the language that is missing.", "补上缺少的语言。"),
    "T002": ("Say the value in every language, or in none.", "各语言都说这个值，或都不说。"),
    "T003": (
        "Split the text. About half a minute is as long as anybody listens; what must be read word for word belongs into a `read_back`.",
        "拆成几段。客户最多听半分钟；必须逐字宣读的内容请用 `read_back`。",
    ),
    "T101": ("Look at the script: what the step is, and what can be done there.", "对照话术：这个步骤是什么类型、能做什么。"),
    "T102": ("Write `now:` at the top of the test file.", "在测试文件开头写上 `now:`。"),
    "V001": ("Write tests that go to the lines named.", "补写走到这些行的测试。"),
    "C001": (
        "Put a `read_back` between the acceptance and the action, and let only `given` lead to the action. It counts anew after each "
        "acceptance.",
        "在客户接受和办理之间加一个 `read_back`，只让 `given` 通向办理。每次接受之后都要重新征得同意。",
    ),
    "C002": ("Add `| mask`; the agent then sees the last four signs.", "加上 `| mask`，坐席只看到最后四位。"),
    "C003": (
        "Offer it no more often than the policy allows, and let the way `declined` come to the end of the call.",
        "推荐次数不要超过规定，并让 `declined` 能走到结束。",
    ),
    "C004": (
        "Say it after `call: lib/verify_identity` came back with `ok`, or do not say it.",
        "等 `call: lib/verify_identity` 返回 `ok` 之后再说，或者不说。",
    ),
    "L001": ("Delete the code from `ignore`, or the whole `lint`.", "从 `ignore` 里删掉这个编号，或删掉整个 `lint`。"),
    "K001": (
        "Name a card that there is, or write it: on the page Knowledge. Until then the desk shows no article at this step.",
        "改为已有的知识编号，或在“知识”页面新建。在此之前，该步骤不会显示知识。",
    ),
    "D001": (
        "Choose a code of the list, or add yours: on the page Dispositions, or under dispositions: in catalogue.yaml beside the script.",
        "从小结代码表里选，或补充：在“小结”页面添加，或写进话术旁 catalogue.yaml 的 dispositions: 里。",
    ),
}
"""What to do, by the code of the rule."""
