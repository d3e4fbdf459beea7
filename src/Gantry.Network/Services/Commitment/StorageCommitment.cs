using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Dimse;
using Gantry.Network.Services.Normalized;

namespace Gantry.Network.Services.Commitment;

/// <summary>The messages of the Storage Commitment Push Model (PS3.4 J.3).</summary>
public static class StorageCommitment
{
    public const string SopClassUid = "1.2.840.10008.1.20.1";

    /// <summary>The well-known SOP Instance (PS3.4 J.3.5).</summary>
    public const string SopInstanceUid = "1.2.840.10008.1.20.1.1";

    public const ushort RequestAction = 1;
    public const ushort AllCommitted = 1;
    public const ushort SomeFailed = 2;

    // Failure Reason (0008,1197), PS3.3 C.14.1.1.
    public const ushort ProcessingFailure = 0x0110;
    public const ushort NoSuchInstance = 0x0112;
    public const ushort ClassInstanceConflict = 0x0119;

    /// <summary>N-ACTION: asks the peer to commit to these.</summary>
    public static NormalizedRequest Request(string transactionUid, IReadOnlyList<ReferencedInstance> instances) => new(CommandField.NActionRequest, SopClassUid, SopInstanceUid)
    {
        TypeId = RequestAction,
        Dataset = new Dataset().Set(Tags.TransactionUID, transactionUid).SetItems(Tags.ReferencedSOPSequence, [.. instances.Select(i => Item(i, withReason: false))]),
    };

    /// <summary>N-EVENT-REPORT: the outcome.</summary>
    /// <param name="transactionUid">Of the request.</param>
    /// <param name="instances">All that were asked for; those with a failure reason are not committed.</param>
    public static NormalizedRequest Report(string transactionUid, IReadOnlyList<ReferencedInstance> instances)
    {
        Dataset information = new Dataset().Set(Tags.TransactionUID, transactionUid);
        Dataset[] committed = [.. instances.Where(i => i.FailureReason == 0).Select(i => Item(i, withReason: false))];
        Dataset[] failed = [.. instances.Where(i => i.FailureReason != 0).Select(i => Item(i, withReason: true))];
        if (committed.Length > 0)
        {
            information.SetItems(Tags.ReferencedSOPSequence, committed);
        }

        if (failed.Length > 0)
        {
            information.SetItems(Tags.FailedSOPSequence, failed);
        }

        return new NormalizedRequest(CommandField.NEventReportRequest, SopClassUid, SopInstanceUid) { TypeId = failed.Length > 0 ? SomeFailed : AllCommitted, Dataset = information };
    }

    /// <summary>Reads a request's or report's information; null, with the fault in words, when it cannot be.</summary>
    public static (string TransactionUid, IReadOnlyList<ReferencedInstance> Instances)? Read(Dataset? information, out string fault)
    {
        string? transaction = information?.GetString(Tags.TransactionUID);
        fault = transaction is null || !DicomUid.IsAcceptable(transaction) ? "Transaction UID (0008,1195) is missing" : "";
        if (fault.Length > 0)
        {
            return null;
        }

        List<ReferencedInstance> instances = [];
        foreach (Dataset item in information!.GetItems(Tags.ReferencedSOPSequence))
        {
            instances.Add(new ReferencedInstance(item.GetString(Tags.ReferencedSOPClassUID) ?? "", item.GetString(Tags.ReferencedSOPInstanceUID) ?? ""));
        }

        foreach (Dataset item in information.GetItems(Tags.FailedSOPSequence))
        {
            long reason = item.GetInteger(Tags.FailureReason) is { } given and > 0 and <= ushort.MaxValue ? given : ProcessingFailure;
            instances.Add(new ReferencedInstance(item.GetString(Tags.ReferencedSOPClassUID) ?? "", item.GetString(Tags.ReferencedSOPInstanceUID) ?? "", (ushort)reason));
        }

        if (instances.Count == 0 || instances.Exists(i => !DicomUid.IsAcceptable(i.SopInstanceUid) || !DicomUid.IsAcceptable(i.SopClassUid)))
        {
            fault = instances.Count == 0 ? "No instance is referenced" : "An item lacks a SOP class or instance UID";
            return null;
        }

        return (transaction!, instances);
    }

    private static Dataset Item(ReferencedInstance instance, bool withReason)
    {
        Dataset item = new Dataset().Set(Tags.ReferencedSOPClassUID, instance.SopClassUid).Set(Tags.ReferencedSOPInstanceUID, instance.SopInstanceUid);
        return withReason ? item.Set(Tags.FailureReason, instance.FailureReason) : item;
    }
}
