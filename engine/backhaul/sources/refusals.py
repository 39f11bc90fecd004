"""What is wrong with a document, in the languages that the engine speaks: one sentence and one way out each."""

from __future__ import annotations

from collections.abc import Mapping

from backhaul.diagnostics import Diagnostic, FactError, Span

#: the sentence and the way out, in English and in Chinese
_SAYS: Mapping[str, tuple[str, str, str, str]] = {
    "no-boolean": (
        "{value} is neither true nor false",
        "look at `read` and `convert` in the source file",
        "{value}既不是真也不是假",
        "请查看数据来源文件中的`read`和`convert`",
    ),
    "no-whole-number": (
        "{value} is not a whole number",
        "look at `read` and `convert` in the source file",
        "{value}不是整数",
        "请查看数据来源文件中的`read`和`convert`",
    ),
    "no-time": (
        "{value} is no time",
        "look at `read` and `convert` in the source file",
        "{value}不是时间",
        "请查看数据来源文件中的`read`和`convert`",
    ),
    "milliseconds": (
        "{value} is a time in milliseconds, and seconds are read",
        "use `convert: epoch_millis`, or mend what writes the document",
        "{value}是毫秒时间，而这里按秒读取",
        "请使用`convert: epoch_millis`，或更正文件的写出方",
    ),
    "seconds": (
        "{value} is a time in seconds, and milliseconds are read",
        "use `convert: epoch_seconds`, or mend what writes the document",
        "{value}是秒时间，而这里按毫秒读取",
        "请使用`convert: epoch_seconds`，或更正文件的写出方",
    ),
    "not-in-table": (
        "the table has no entry for {value}",
        "add it to the table in the source file",
        "对照表中没有{value}",
        "请在数据来源文件的对照表中加上它",
    ),
    "not-for-table": (
        "the table has no entry for {value}",
        "look at `read` and `convert` in the source file",
        "对照表中没有{value}",
        "请查看数据来源文件中的`read`和`convert`",
    ),
    "not-applicable": (
        "the expression cannot be applied to what the document holds",
        "guard it with `known_if`",
        "表达式不适用于文件中的内容",
        "请用`known_if`加以限定",
    ),
    "part-not-applicable": (
        "part `{part}`: the expression cannot be applied to what the document holds",
        "guard it, as in `type(x) == 'array' && length(x)`",
        "部分`{part}`：表达式不适用于文件中的内容",
        "请加以限定，例如`type(x) == 'array' && length(x)`",
    ),
    "masked": (
        "the document holds the masked fact `{fact}` in a form that is not known",
        "",
        "文件中这一项（已遮蔽）的形式无法识别",
        "",
    ),
    "nested": (
        "the document is nested too deep",
        "lists and objects need no such depth",
        "文件嵌套过深",
        "列表和对象无需如此多层",
    ),
    "no-mapping": (
        "the document is no mapping",
        "its keys are what the source reads",
        "文件不是键值对象",
        "数据来源按它的键读取",
    ),
    "no-section": (
        "the source `{source}` finds none of its sections in this document: {sections}",
        "put each answer of the platform under its name, as in {{{first}: …}}",
        "数据来源`{source}`在文件中找不到它的任何部分：{sections}",
        "请把平台的每个返回放在各自的名称之下，例如{{{first}: …}}",
    ),
    "facts-themselves": (
        "the source `{source}` finds none of its sections in this document: {sections}",
        "leave `--source` out where the file holds the facts themselves",
        "数据来源`{source}`在文件中找不到它的任何部分：{sections}",
        "如果文件本身就是事实，请去掉`--source`",
    ),
    "no-fact": (
        "the source `{source}` finds none of its facts in this document",
        "leave `--source` out where the file holds the facts themselves",
        "数据来源`{source}`在文件中找不到任何事实",
        "如果文件本身就是事实，请去掉`--source`",
    ),
    "too-many-steps": (
        "the source takes too many steps to read this document",
        "make it simpler: a source may take {steps} steps, and {more} more for each value and character of the document",
        "数据来源读取这份文件所需的步骤过多",
        "请简化：数据来源最多{steps}步，文件的每个值和字符另加{more}步",
    ),
    "too-large": (
        "the expression makes too large a value of this document",
        "make it simpler: a source may take {steps} steps, and {more} more for each value and character of the document",
        "表达式由这份文件得出的值过大",
        "请简化：数据来源最多{steps}步，文件的每个值和字符另加{more}步",
    ),
}


def refusal(
    key: str, span: Span | None = None, fact: str | None = None, /, **parts: object
) -> Diagnostic:
    """One thing that is wrong with a document; *parts* are what its sentence names."""
    message, help, *chinese = (text.format(**parts) for text in _SAYS[key])
    if fact is not None and key != "masked":
        message = f"fact `{fact}`: {message}"
    spoken = (("zh", chinese[0], chinese[1]),)
    return Diagnostic(
        "too-much-work" if key.startswith("too-") else "unreadable-document",
        message,
        help,
        span,
        fact=fact,
        spoken=spoken,
    )


def refused(key: str, span: Span | None = None, /, **parts: object) -> FactError:
    """The error for a document with which this is wrong."""
    return FactError([refusal(key, span, **parts)])
