// The types of both vendors, as their servers have them: plain classes, whose names and namespaces in XML are
// the framework's doing.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Serialization;
using System.Xml;
using System.Xml.Schema;
using System.Xml.Serialization;

[assembly: ContractNamespace("http://schemas.servicestack.net/types", ClrNamespace = "ServiceStack")]

static class Contracts
{
    static readonly Type[] Roots =
    {
        typeof(API.Models.ParaCallInfoList), typeof(API.Models.APIError), typeof(API.Models.ResultRequest),
        typeof(API.Models.ParaRequestNew), typeof(API.Models.ParaInviteWithoutLanguage),
        typeof(API.Models.ParaRequestId), typeof(API.Models.ParaPreInviteToken),
        typeof(WEYILib.RequestSurveyRequest.ResultRequestFinish),
        typeof(Evo.HostedSuite.Core.ServiceModel.UpdateCallRecordRequest),
        typeof(Evo.HostedSuite.Core.ServiceModel.ListCallRecordsRequest),
        typeof(Evo.HostedSuite.Core.ServiceModel.CallRecordInfo),
        typeof(Evo.HostedSuite.Core.ServiceModel.ListCallRecordsResponse),
        typeof(List<Evo.HostedSuite.Core.ServiceModel.UpdateCallRecordRequest>),
        typeof(List<Evo.HostedSuite.Core.ServiceModel.CallRecordInfo>),
        typeof(ServiceStack.ErrorResponse),
        typeof(System.Web.Http.HttpError),
        typeof(string),
        typeof(List<string>),
    };

    static readonly Dictionary<string, Type> ByRoot = Roots.ToDictionary(RootName);

    // What the framework itself calls the root element of a type.
    static string RootName(Type type)
    {
        return new XsdDataContractExporter().GetRootElementName(type).Name;
    }

    // Raises KeyNotFoundException: no contract has this name.
    public static Type Named(string root)
    {
        return ByRoot[root];
    }
}

namespace API.Models
{
    public class ParaCallInfoList
    {
        public string NeedSurvey { get; set; }
        public decimal TotalTime { get; set; }
        public bool IsSuccessful { get; set; }
        public List<ParaCallInfo> Calls { get; set; }
    }

    public class ParaCallInfo
    {
        public DateTime StartTime_Utc { get; set; }
        public DateTime EndTime_Utc { get; set; }
        public decimal CallTime { get; set; }
        public bool IsSuccessful { get; set; }
        public string AdditionalInfo { get; set; }
        public string ThirdPartyCallId { get; set; }
    }

    public class APIError
    {
        public int ErrorCode { get; set; }
        public string Description { get; set; }
    }

    // The sibling endpoints' types, of which only some members are public: as the mock assumes them.
    public class ParaRequestNew
    {
        public int LanguageId { get; set; }
        public int SpecialtyOptionCodeId { get; set; }
        public int VideoOptionCodeId { get; set; }
        public int GenderOptionCodeId { get; set; }
        public string Note { get; set; }
        public string ReferenceId { get; set; }
        public bool isVideo { get; set; }
        public string VideoInfo { get; set; }
        public string AudioInfo { get; set; }
    }

    public class ParaInviteWithoutLanguage
    {
        public string Note { get; set; }
        public string ReferenceId { get; set; }
    }

    public class ParaRequestId
    {
        public int RequestId { get; set; }
    }

    public class ParaPreInviteToken
    {
        public string PreInviteToken { get; set; }
    }

    public class ResultRequest
    {
        public bool Successful { get; set; }
        public string Reason { get; set; }
        public int RequestId { get; set; }
        public string PreInviteToken { get; set; }
        public string URL { get; set; }
        public int Status { get; set; }
        public string StatusDescription { get; set; }
        public decimal TotalTime { get; set; }
        public List<ParaCallInfo> Calls { get; set; }
    }
}

namespace WEYILib
{
    public class RequestSurveyRequest
    {
        public class ResultRequestFinish
        {
            public string NeedSurvey { get; set; }
            public string Reason { get; set; }
        }
    }
}

namespace Evo.HostedSuite.Core.ServiceModel
{
    public abstract class RequestBase<TResponse>
    {
        public string CustomerName { get; set; }
        public string UserName { get; set; }
        public string Password { get; set; }
    }

    public class UpdateCallRecordRequest : RequestBase<CallRecordInfo>
    {
        public string Id { get; set; }
        public string Notes { get; set; }
    }

    public class ListCallRecordsRequest : RequestBase<ListCallRecordsResponse>
    {
        public string StartDate { get; set; }
        public string EndDate { get; set; }
        public string ClientId { get; set; }
        public string CenterId { get; set; }
        public string CallRecordId { get; set; }
        public double MinCallDuration { get; set; }
        public double MaxCallDuration { get; set; }
        public string CallType { get; set; } // an enum there, whose words are not public
        public int Page { get; set; }
        public int ItemsPerPage { get; set; }
        public bool DisableStats { get; set; }
        public string SortField { get; set; }
        public string SortDir { get; set; }
    }

    public class CallRecordInfo
    {
        public string Id { get; set; }
        public string ClientId { get; set; }
        public string ClientName { get; set; }
        public string CenterId { get; set; }
        public string StartTime { get; set; }
        public string CallerName { get; set; }
        public string CallerNumber { get; set; }
        public string TransferToName { get; set; }
        public string TransferToNumber { get; set; }
        public string Notes { get; set; }
        public double DurationInSeconds { get; set; }
        public double RingTimeInSeconds { get; set; }
        public double HoldTimeInSeconds { get; set; }
        public int HoldCount { get; set; }
        public List<CallRecordInteractionInfo> Interactions { get; set; }
        public string AnsweredBy { get; set; }
        public string Server { get; set; }
        public double TalkTimeInSeconds { get; set; }
        public double TransferTimeInSeconds { get; set; }
        public string ScreenPop { get; set; }
        public List<string> CompletedFormIds { get; set; }
        public bool Flagged { get; set; }
        public string FlagNotes { get; set; }
        public string Type { get; set; }
        public double WorkTimeInSeconds { get; set; }
    }

    public class CallRecordInteractionInfo
    {
        public string StartTime { get; set; }
        public string Type { get; set; }
        public string Description { get; set; }
    }

    public class ListCallRecordsResponse
    {
        public List<CallRecordInfo> Results { get; set; }
        public int Total { get; set; }
        public int Page { get; set; }
        public int ItemsPerPage { get; set; }
        public CallRecordStats Stats { get; set; }
    }

    public class CallRecordStats
    {
        public double TotalDurationInSeconds { get; set; }
        public double AverageDurationInSeconds { get; set; }
    }
}

namespace ServiceStack
{
    [DataContract]
    public class ErrorResponse
    {
        [DataMember(Order = 1)] public ResponseStatus ResponseStatus { get; set; }
    }

    [DataContract]
    public class ResponseStatus
    {
        [DataMember(Order = 1)] public string ErrorCode { get; set; }
        [DataMember(Order = 2)] public string Message { get; set; }
        [DataMember(Order = 3)] public string StackTrace { get; set; }
        [DataMember(Order = 4)] public List<ResponseError> Errors { get; set; }
        [DataMember(Order = 5)] public Dictionary<string, string> Meta { get; set; }
    }

    [DataContract]
    public class ResponseError
    {
        [DataMember(Order = 1, EmitDefaultValue = false)] public string ErrorCode { get; set; }
        [DataMember(Order = 2, EmitDefaultValue = false)] public string FieldName { get; set; }
        [DataMember(Order = 3, EmitDefaultValue = false)] public string Message { get; set; }
        [DataMember(Order = 4, EmitDefaultValue = false)] public Dictionary<string, string> Meta { get; set; }
    }
}

namespace System.Web.Http
{
    // Web API's error, which spells itself: a child for each key, and all that is in it as text.
    [XmlRoot("Error")]
    public sealed class HttpError : Dictionary<string, object>, IXmlSerializable
    {
        public XmlSchema GetSchema()
        {
            return null;
        }

        public void ReadXml(XmlReader reader)
        {
            reader.ReadStartElement();
            while (reader.NodeType != XmlNodeType.EndElement)
            {
                var key = XmlConvert.DecodeName(reader.LocalName);
                Add(key, reader.ReadInnerXml());
                reader.MoveToContent();
            }
            reader.ReadEndElement();
        }

        public void WriteXml(XmlWriter writer)
        {
            foreach (var entry in this)
            {
                writer.WriteStartElement(XmlConvert.EncodeLocalName(entry.Key));
                if (entry.Value is HttpError) ((HttpError)entry.Value).WriteXml(writer);
                else if (entry.Value != null) writer.WriteValue(entry.Value);
                writer.WriteEndElement();
            }
        }
    }
}
