// One exchange over HTTP, as a .NET program makes it: HttpWebRequest with its defaults, `Expect: 100-continue`
// among them, and the serializer on both ends.

using System;
using System.IO;
using System.Net;
using System.Net.Mime;
using System.Xml;

using Fields = System.Collections.Generic.Dictionary<string, object>;

static class Asking
{
    // {"method", "url", "headers", "accept"; for a body "content_type", and "type" with "value", or "document":
    // base64} -> {"status", "content_type", "document": base64, "type", "value"}, and where the serializer does not
    // understand the answer {"refused"} for the last two; an answer that is not XML has none of these three.
    public static Fields Ask(Fields order)
    {
        var request = (HttpWebRequest)WebRequest.Create((string)order["url"]);
        request.Method = (string)order["method"];
        request.Accept = Program.Given(order, "accept");
        request.ContentType = Program.Given(order, "content_type");
        foreach (var header in (Fields)order["headers"])
            request.Headers[header.Key] = (string)header.Value;
        var body = Body(order);
        if (body != null)
            using (var stream = request.GetRequestStream())
                stream.Write(body, 0, body.Length);
        using (var answer = Answer(request))
            return Told(answer);
    }

    static byte[] Body(Fields order)
    {
        var document = Program.Given(order, "document");
        if (document != null) return Convert.FromBase64String(document);
        var name = Program.Given(order, "type");
        if (name == null) return null;
        var type = Contracts.Named(name);
        var value = Values.FromPlain(order["value"], type);
        return Serializer.Write(value, type, Serializer.Like("WebApi", null));
    }

    static HttpWebResponse Answer(HttpWebRequest request)
    {
        try
        {
            return (HttpWebResponse)request.GetResponse();
        }
        catch (WebException refusal) when (refusal.Response != null)
        {
            return (HttpWebResponse)refusal.Response; // an answer of 400 or more
        }
    }

    static Fields Told(HttpWebResponse answer)
    {
        var whole = new MemoryStream();
        using (var stream = answer.GetResponseStream())
            stream.CopyTo(whole);
        var told = new Fields
        {
            { "status", ((int)answer.StatusCode).ToString() },
            { "content_type", answer.ContentType },
            { "document", Convert.ToBase64String(whole.ToArray()) },
        };
        if (answer.ContentType.Contains("/xml"))
            Understand(whole.ToArray(), new ContentType(answer.ContentType).CharSet, told);
        return told;
    }

    // The root says what an answer is, as it would to a program that expects an answer or an error.
    static void Understand(byte[] document, string charset, Fields told)
    {
        try
        {
            var name = Root(document);
            told["value"] = Values.ToPlain(Serializer.Read(document, Contracts.Named(name), charset));
            told["type"] = name;
        }
        catch (Refused refused)
        {
            told["refused"] = refused.Message;
        }
    }

    static string Root(byte[] document)
    {
        try
        {
            using (var reader = XmlReader.Create(new MemoryStream(document), new XmlReaderSettings { CheckCharacters = false }))
            {
                reader.MoveToContent();
                return reader.LocalName;
            }
        }
        catch (XmlException fault)
        {
            throw new Refused(fault);
        }
    }
}
