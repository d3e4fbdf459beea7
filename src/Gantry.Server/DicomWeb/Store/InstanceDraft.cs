using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Json;

namespace Gantry.Server.DicomWeb.Store;

/// <summary>An instance as metadata describes it: its data set, and the attributes whose values come in other parts.</summary>
/// <param name="Part">The part that describes it, from 1.</param>
/// <param name="Dataset">Without the values that come apart.</param>
/// <param name="BulkData">Those, at the top and in items.</param>
internal sealed record InstanceDraft(int Part, Dataset Dataset, IReadOnlyList<BulkDataReference> BulkData)
{
    public string? SopClassUid => Dataset.GetString(Tags.SOPClassUID);

    public string? SopInstanceUid => Dataset.GetString(Tags.SOPInstanceUID);

    /// <summary>The transfer syntax that the metadata names, for parts that do not (PS3.18 10.5.2.1); null where it names none.</summary>
    public string? NamedSyntax { get; } = Dataset.GetString(Tags.AvailableTransferSyntaxUID) ?? Dataset.GetString(Tags.TransferSyntaxUID);

    /// <summary>Divides what JSON or XML gave among its data sets: each reference belongs to the data set that its owner is in.</summary>
    public static IEnumerable<InstanceDraft> Of(int part, IReadOnlyList<Dataset> datasets, IReadOnlyList<BulkDataReference> bulkData)
    {
        Dictionary<Dataset, List<BulkDataReference>> byOwner = new(ReferenceEqualityComparer.Instance);
        foreach (BulkDataReference reference in bulkData)
        {
            if (!byOwner.TryGetValue(reference.Owner, out List<BulkDataReference>? list))
            {
                byOwner.Add(reference.Owner, list = []);
            }

            list.Add(reference);
        }

        return datasets.Select(dataset => new InstanceDraft(part, dataset, byOwner.Count == 0 ? [] : [.. Within(dataset, byOwner)]));
    }

    private static IEnumerable<BulkDataReference> Within(Dataset dataset, Dictionary<Dataset, List<BulkDataReference>> byOwner) =>
        byOwner.GetValueOrDefault(dataset, []).Concat(dataset.SelectMany(e => e.Items ?? []).SelectMany(item => Within(item, byOwner)));
}
