// JSON of four things, which is all that orders and answers need: objects, lists, texts, null.
//
// Rule: a number, a date and a truth value travel as text (Values.cs says how), so nothing is lost on the way.
// Texts are ASCII with \u escapes: half a surrogate pair must come through, and no encoder would let it.

using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

static class Json
{
    public static object Read(string text)
    {
        var at = 0;
        var value = ReadValue(text, ref at);
        if (at != text.Length) throw new FormatException("something follows the value at " + at);
        return value;
    }

    public static string Write(object value)
    {
        if (value == null) return "null";
        var text = value as string;
        if (text != null) return Quote(text);
        var fields = value as IDictionary<string, object>;
        if (fields != null)
            return "{" + string.Join(",", fields.Select(pair => Quote(pair.Key) + ":" + Write(pair.Value))) + "}";
        return "[" + string.Join(",", ((IEnumerable)value).Cast<object>().Select(Write)) + "]";
    }

    static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
            if (letter < ' ' || letter > '~' || letter == '"' || letter == '\\')
                quoted.Append("\\u").Append(((int)letter).ToString("x4"));
            else
                quoted.Append(letter);
        return quoted.Append('"').ToString();
    }

    static object ReadValue(string text, ref int at)
    {
        Blanks(text, ref at);
        object value;
        if (text[at] == '{') value = ReadObject(text, ref at);
        else if (text[at] == '[') value = ReadList(text, ref at);
        else if (text[at] == '"') value = ReadText(text, ref at);
        else { Expect("null", text, ref at); value = null; }
        Blanks(text, ref at);
        return value;
    }

    static Dictionary<string, object> ReadObject(string text, ref int at)
    {
        var fields = new Dictionary<string, object>();
        Expect("{", text, ref at);
        for (Blanks(text, ref at); text[at] != '}'; Separate('}', text, ref at))
        {
            Blanks(text, ref at);
            var name = ReadText(text, ref at);
            Blanks(text, ref at);
            Expect(":", text, ref at);
            fields.Add(name, ReadValue(text, ref at));
        }
        at++;
        return fields;
    }

    static List<object> ReadList(string text, ref int at)
    {
        var items = new List<object>();
        Expect("[", text, ref at);
        for (Blanks(text, ref at); text[at] != ']'; Separate(']', text, ref at))
            items.Add(ReadValue(text, ref at));
        at++;
        return items;
    }

    static string ReadText(string text, ref int at)
    {
        var read = new StringBuilder();
        Expect("\"", text, ref at);
        for (; text[at] != '"'; at++)
            read.Append(text[at] == '\\' ? Escaped(text, ref at) : text[at]);
        at++;
        return read.ToString();
    }

    // Leaves `at` on the last letter of the escape.
    static char Escaped(string text, ref int at)
    {
        at++;
        if (text[at] == 'u')
        {
            at += 4;
            return (char)ushort.Parse(text.Substring(at - 3, 4), NumberStyles.HexNumber);
        }
        var place = "\"\\/bfnrt".IndexOf(text[at]);
        if (place < 0) throw new FormatException("no such escape at " + at);
        return "\"\\/\b\f\n\r\t"[place];
    }

    static void Separate(char end, string text, ref int at)
    {
        if (text[at] != end) Expect(",", text, ref at);
    }

    static void Expect(string word, string text, ref int at)
    {
        if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0)
            throw new FormatException(word + " expected at " + at);
        at += word.Length;
    }

    static void Blanks(string text, ref int at)
    {
        while (at < text.Length && (text[at] == ' ' || text[at] == '\t')) at++;
    }
}
