using Gantry.Archive;
using Gantry.Archive.Ingest;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Server.DicomWeb.Store;

/// <summary>Gathers what became of each part, and makes the Store Instances Response Module (PS3.18 Annex I) of it.</summary>
internal sealed class StoreReport
{
    private readonly List<InstanceIdentity> stored = [];
    private readonly List<StoreOutcome> failures = [];
    private readonly List<Dataset> failed = [];
    private readonly List<Dataset> others = [];
    private int otherParts;

    /// <summary>What went wrong or is remarkable, in words, in the order of the parts.</summary>
    public List<string> Details { get; } = [];

    public int HttpStatus => StoreStatus.HttpStatusOf(stored.Count, failures, otherParts);

    public IReadOnlyList<InstanceIdentity> Stored => stored;

    /// <summary>Of those stored, how many were here before with the same content.</summary>
    public int AlreadyHeld { get; private set; }

    public bool IsEmpty => stored.Count + failed.Count + others.Count == 0;

    public void Add(int part, StoreOutcome outcome)
    {
        if (StoreStatus.FailureReasonOf(outcome) is not { } reason)
        {
            AddStored(part, outcome);
            return;
        }

        failures.Add(outcome);
        Details.Add($"part {part}: {StoreStatus.DetailOf(outcome)}");
        (string? sopClass, string? instance) = outcome switch
        {
            StoreOutcome.Conflict conflict => (conflict.Identity.SopClassUid, conflict.Identity.Instance.Value),
            StoreOutcome.Refused refused => (refused.SopClassUid, refused.SopInstanceUid),
            _ => (null, null),
        };
        Dataset item = new Dataset().Set(Tags.FailureReason, reason);
        if (instance is null)
        {
            others.Add(item);
            return;
        }

        failed.Add(Reference(item, sopClass ?? "", instance));
    }

    /// <summary>An instance that metadata describes but that cannot be put together.</summary>
    public void AddFailed(InstanceDraft draft, ushort reason, string detail)
    {
        Dataset item = new Dataset().Set(Tags.FailureReason, reason);
        if (DicomUid.IsAcceptable(draft.SopInstanceUid))
        {
            failed.Add(Reference(item, draft.SopClassUid ?? "", draft.SopInstanceUid!));
        }
        else
        {
            others.Add(item);
        }

        otherParts++;
        Details.Add($"part {draft.Part}: {detail}");
    }

    private void AddStored(int part, StoreOutcome outcome)
    {
        if (outcome is StoreOutcome.Duplicate duplicate)
        {
            AlreadyHeld++;
            stored.Add(duplicate.Identity);
        }
        else
        {
            stored.Add(((StoreOutcome.Stored)outcome).Identity);
        }

        if (outcome.Finding is { } finding)
        {
            Details.Add($"part {part}: {finding}");
        }
    }

    /// <summary>A part that holds no instance, or the end of a body that is cut short.</summary>
    public void AddOther(string detail)
    {
        others.Add(new Dataset().Set(Tags.FailureReason, StoreStatus.CannotUnderstand));
        otherParts++;
        Details.Add(detail);
    }

    public Dataset ToDataset(ServiceAddress address)
    {
        Dataset report = new();
        string? study = stored.Count > 0 && stored.TrueForAll(i => i.Study == stored[0].Study) ? address.Study(stored[0].Study.Value) : null;
        if (study is null)
        {
            report.Add(new Element { Tag = Tags.RetrieveURL, Vr = Vr.UR });
        }
        else
        {
            report.Set(Tags.RetrieveURL, study);
        }

        Add(report, Tags.FailedSOPSequence, failed);
        Add(report, Tags.ReferencedSOPSequence,
            stored.ConvertAll(i => Reference(new Dataset(), i.SopClassUid, i.Instance.Value).Set(Tags.RetrieveURL, address.Instance(i))));
        Add(report, Tags.OtherFailuresSequence, others);
        return report;
    }

    private static void Add(Dataset report, DicomTag sequence, List<Dataset> items)
    {
        if (items.Count > 0)
        {
            report.SetItems(sequence, items.ToArray());
        }
    }

    private static Dataset Reference(Dataset item, string sopClass, string instance) =>
        item.Set(Tags.ReferencedSOPClassUID, sopClass).Set(Tags.ReferencedSOPInstanceUID, instance);
}
