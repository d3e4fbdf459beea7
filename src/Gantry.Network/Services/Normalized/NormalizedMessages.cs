using System.Buffers;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Gantry.Network.Dimse;

namespace Gantry.Network.Services.Normalized;

/// <summary>Requests and results between their typed form and command sets (PS3.7 10.3). N-EVENT-REPORT and N-CREATE name an affected class and instance, the others a requested one.</summary>
internal static class NormalizedMessages
{
    public static bool IsNormalized(CommandField field) =>
        field is CommandField.NCreateRequest or CommandField.NSetRequest or CommandField.NGetRequest or CommandField.NActionRequest or CommandField.NDeleteRequest or CommandField.NEventReportRequest;

    public static CommandSet Write(NormalizedRequest request)
    {
        if (!IsNormalized(request.Service))
        {
            throw new ArgumentException($"{request.Service} is not a request of a normalized service.", nameof(request));
        }

        bool isAffected = NamesAffected(request.Service);
        return new CommandSet
        {
            Field = request.Service,
            AffectedSopClassUid = isAffected ? request.SopClassUid : null,
            AffectedSopInstanceUid = isAffected ? request.SopInstanceUid : null,
            RequestedSopClassUid = isAffected ? null : request.SopClassUid,
            RequestedSopInstanceUid = isAffected ? null : request.SopInstanceUid,
            ActionTypeId = request.Service == CommandField.NActionRequest ? request.TypeId : null,
            EventTypeId = request.Service == CommandField.NEventReportRequest ? request.TypeId : null,
            AttributeIdentifiers = request.Service == CommandField.NGetRequest ? request.AttributeIdentifiers : null,
        };
    }

    /// <summary>The class that a request names; null where it names none.</summary>
    public static string? ClassOf(CommandSet set) => NamesAffected(set.Field) ? set.AffectedSopClassUid : set.RequestedSopClassUid;

    public static NormalizedRequest Read(CommandSet set, Dataset? dataset) => new(set.Field, ClassOf(set) ?? "", NamesAffected(set.Field) ? set.AffectedSopInstanceUid : set.RequestedSopInstanceUid)
    {
        TypeId = set.ActionTypeId ?? set.EventTypeId ?? 0,
        AttributeIdentifiers = set.AttributeIdentifiers,
        Dataset = dataset,
    };

    public static CommandSet Write(NormalizedResult result, CommandSet request)
    {
        CommandSet response = request.Respond(result.Status, result.Comment);
        return response with
        {
            AffectedSopInstanceUid = result.SopInstanceUid ?? response.AffectedSopInstanceUid,
            AttributeIdentifiers = result.AttributeIdentifiers,
            ErrorId = result.ErrorId,
        };
    }

    public static byte[] Encode(Dataset dataset, TransferSyntax syntax)
    {
        ArrayBufferWriter<byte> output = new();
        DatasetWriter.Write(dataset, syntax, output);
        return output.WrittenSpan.ToArray();
    }

    private static bool NamesAffected(CommandField field) => field is CommandField.NCreateRequest or CommandField.NEventReportRequest;
}
