// The framework's DataContractSerializer, set up as the two servers set it up.
//
// Rule: nothing here knows XML. What is read or written is what System.Runtime.Serialization makes of it; its
// refusals are told in its own words, without what Mono's reflection wraps around them.

using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using System.Xml;

class Refused : Exception
{
    public Refused(Exception reason) : base(Words(reason)) { }

    static readonly HashSet<Type> Reasons = new HashSet<Type>
    {
        typeof(SerializationException), typeof(XmlException), typeof(ArgumentException),
        typeof(FormatException), typeof(OverflowException), typeof(InvalidOperationException),
        typeof(EncoderFallbackException), typeof(DecoderFallbackException), typeof(ArgumentOutOfRangeException),
    };

    // Tells a refusal of the serializer from a mistake in this program.
    public static bool Is(Exception fault)
    {
        return Reasons.Contains(Innermost(fault).GetType());
    }

    static Exception Innermost(Exception fault)
    {
        return fault is TargetInvocationException ? Innermost(fault.InnerException) : fault;
    }

    static string Words(Exception fault)
    {
        return Innermost(fault).GetType().Name + ": " + Innermost(fault).Message;
    }
}

static class Serializer
{
    static readonly Dictionary<Type, DataContractSerializer> Made = new Dictionary<Type, DataContractSerializer>();

    // `charset`: the encoding that an answer's Content-Type names, as Web API's formatter takes it; null: found
    // out from the document, as ServiceStack does.
    public static object Read(byte[] document, Type type, string charset)
    {
        var quotas = XmlDictionaryReaderQuotas.Max;
        var stream = new MemoryStream(document);
        try
        {
            var reader = charset == null
                ? XmlDictionaryReader.CreateTextReader(stream, quotas)
                : XmlDictionaryReader.CreateTextReader(stream, Encoding.GetEncoding(charset), quotas, null);
            using (reader)
                return Of(type).ReadObject(reader);
        }
        catch (Exception fault) when (Refused.Is(fault))
        {
            throw new Refused(fault);
        }
    }

    public static byte[] Write(object value, Type type, XmlWriterSettings settings)
    {
        var stream = new MemoryStream();
        try
        {
            using (var writer = XmlWriter.Create(stream, settings))
                Of(type).WriteObject(writer, value);
        }
        catch (Exception fault) when (Refused.Is(fault))
        {
            throw new Refused(fault);
        }
        return stream.ToArray();
    }

    // How a server's XmlWriter is set up: ServiceStack's (HostedSuite), or ASP.NET Web API's (WEYI).
    public static XmlWriterSettings Like(string server, string newline)
    {
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false) };
        settings.OmitXmlDeclaration = server == "WebApi";
        settings.CheckCharacters = server != "WebApi";
        if (newline != null) settings.NewLineChars = newline;
        return settings;
    }

    static DataContractSerializer Of(Type type)
    {
        if (!Made.ContainsKey(type)) Made[type] = new DataContractSerializer(type);
        return Made[type];
    }
}
