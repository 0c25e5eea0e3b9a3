// A client of .NET: reads and writes with the framework's own DataContractSerializer, and asks servers with it.
//
// Rule: one order a line on standard input, one answer a line on standard output, both JSON of the small kind
// in Json.cs. What the serializer refuses is told as `refused`; any other exception, with its trace, as `broken`.

using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

using Fields = System.Collections.Generic.Dictionary<string, object>;

static class Program
{
    static readonly Dictionary<string, Func<Fields, Fields>> Orders =
        new Dictionary<string, Func<Fields, Fields>>
        {
            { "read", Read },
            { "write", Write },
            { "ask", Asking.Ask },
        };

    static void Main()
    {
        var utf8 = new UTF8Encoding(false);
        var orders = new StreamReader(Console.OpenStandardInput(), utf8);
        var answers = new StreamWriter(Console.OpenStandardOutput(), utf8);
        for (var line = orders.ReadLine(); line != null; line = orders.ReadLine())
        {
            answers.WriteLine(Json.Write(Answer(line)));
            answers.Flush();
        }
    }

    static Fields Answer(string line)
    {
        try
        {
            var order = (Fields)Json.Read(line);
            return Orders[(string)order["do"]](order);
        }
        catch (Refused refused)
        {
            return new Fields { { "refused", refused.Message } };
        }
        catch (Exception fault)
        {
            return new Fields { { "broken", fault.ToString() } };
        }
    }

    // {"type", "document": base64, "charset": may be missing} -> {"value"}
    static Fields Read(Fields order)
    {
        var type = Contracts.Named((string)order["type"]);
        var document = Convert.FromBase64String((string)order["document"]);
        var read = Serializer.Read(document, type, Given(order, "charset"));
        return new Fields { { "value", Values.ToPlain(read) } };
    }

    // {"type", "value", "like", "newline": may be missing} -> {"document": base64}
    static Fields Write(Fields order)
    {
        var type = Contracts.Named((string)order["type"]);
        var value = Values.FromPlain(order["value"], type);
        var settings = Serializer.Like((string)order["like"], Given(order, "newline"));
        return new Fields { { "document", Convert.ToBase64String(Serializer.Write(value, type, settings)) } };
    }

    public static string Given(Fields order, string name)
    {
        object value;
        return order.TryGetValue(name, out value) ? (string)value : null;
    }
}
