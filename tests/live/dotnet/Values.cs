// Values of contracts as plain data and back, by reflection.
//
// Rule: every scalar is a text that holds all of it: a double its 64 bits as an integer, a decimal its digits
// with their scale, a date seven places of a second and Z, an offset or nothing.

using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;

static class Values
{
    static readonly CultureInfo Plainly = CultureInfo.InvariantCulture;

    static readonly Dictionary<Type, Func<string, object>> FromText = new Dictionary<Type, Func<string, object>>
    {
        { typeof(string), text => text },
        { typeof(bool), text => bool.Parse(text) },
        { typeof(int), text => int.Parse(text, Plainly) },
        { typeof(double), text => BitConverter.Int64BitsToDouble(long.Parse(text, Plainly)) },
        { typeof(decimal), text => decimal.Parse(text, NumberStyles.Number, Plainly) },
        { typeof(DateTime), text => DateTime.Parse(text, Plainly, DateTimeStyles.RoundtripKind) },
    };

    static readonly Dictionary<Type, Func<object, string>> ToText = new Dictionary<Type, Func<object, string>>
    {
        { typeof(string), value => (string)value },
        { typeof(bool), value => (bool)value ? "true" : "false" },
        { typeof(int), value => ((int)value).ToString(Plainly) },
        { typeof(double), value => BitConverter.DoubleToInt64Bits((double)value).ToString(Plainly) },
        { typeof(decimal), value => ((decimal)value).ToString(Plainly) },
        { typeof(DateTime), value => ((DateTime)value).ToString("o", Plainly) },
    };

    public static object ToPlain(object value)
    {
        if (value == null) return null;
        var type = value.GetType();
        if (ToText.ContainsKey(type)) return ToText[type](value);
        var entries = value as IDictionary;
        if (entries != null)
            return entries.Keys.Cast<string>().ToDictionary(key => key, key => ToPlain(entries[key]));
        var items = value as IEnumerable;
        if (items != null) return items.Cast<object>().Select(ToPlain).ToList();
        return Members(type).ToDictionary(member => member.Name, member => ToPlain(member.GetValue(value)));
    }

    // A member that is not given keeps what a new object has there.
    public static object FromPlain(object plain, Type type)
    {
        if (plain == null) return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (FromText.ContainsKey(type)) return FromText[type]((string)plain);
        var made = Activator.CreateInstance(type);
        var items = made as IList;
        if (items != null)
            foreach (var item in (List<object>)plain)
                items.Add(FromPlain(item, type.GetGenericArguments()[0]));
        else
            foreach (var given in (Dictionary<string, object>)plain)
                Member(type, given.Key).SetValue(made, FromPlain(given.Value, Member(type, given.Key).PropertyType));
        return made;
    }

    static IEnumerable<PropertyInfo> Members(Type type)
    {
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
    }

    static PropertyInfo Member(Type type, string name)
    {
        var member = type.GetProperty(name);
        if (member == null) throw new MissingMemberException(type.Name, name);
        return member;
    }
}
