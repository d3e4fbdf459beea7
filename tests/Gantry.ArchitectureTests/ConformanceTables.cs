using System.Runtime.CompilerServices;
using System.Text;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Imaging.Compression;
using Gantry.Network.Services;
using Gantry.Network.Services.Availability;
using Gantry.Network.Services.Commitment;
using Gantry.Network.Services.QueryRetrieve;
using Gantry.Network.Services.Storage;
using Gantry.Network.Services.Verification;
using Gantry.Server.Dimse;

namespace Gantry.ArchitectureTests;

/// <summary>The tables of CONFORMANCE.md that the code knows, by the names of their places there.</summary>
internal static class ConformanceTables
{
    private static readonly HashSet<string> Requested =
    [
        VerificationService.SopClassUid, StorageCommitment.SopClassUid, InstanceAvailability.SopClassUid,
        .. FindSopClasses.All.Keys, .. RetrieveSopClasses.Get.Keys, .. RetrieveSopClasses.Move.Keys,
    ];

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["service-classes"] = ServiceClasses(),
        ["storage-classes"] = StorageClasses(),
        ["transfer-syntaxes"] = Syntaxes(),
        ["attributes"] = Attributes(),
    };

    /// <summary>Every SOP class but those of storage for which a service stands behind the port, or which we invoke.</summary>
    private static string ServiceClasses()
    {
        // Which classes a service negotiates is a matter of its tables, not of what it was made with.
        List<IServiceScp> services =
        [
            .. typeof(DimseServices).Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsInterface: false } && t.IsAssignableTo(typeof(IServiceScp)))
                .Select(t => (IServiceScp)RuntimeHelpers.GetUninitializedObject(t)),
        ];
        StringBuilder table = new("| SOP class | UID | SCU | SCP |\n| --- | --- | --- | --- |\n");
        foreach (UidEntry entry in UidDictionary.All.Where(e => !StorageCapability.IsStorage(e.Uid)).OrderBy(e => e.Uid, StringComparer.Ordinal))
        {
            bool isServed = entry.Uid == VerificationService.SopClassUid || services.Exists(s => s.Negotiates(entry.Uid));
            bool isRequested = Requested.Contains(entry.Uid);
            if (isServed || isRequested)
            {
                table.Append($"| {Name(entry)} | {entry.Uid} | {(isRequested ? "yes" : "–")} | {(isServed ? "yes" : "–")} |\n");
            }
        }

        return table.ToString();
    }

    private static string StorageClasses()
    {
        StringBuilder table = new("| SOP class | UID |\n| --- | --- |\n");
        foreach (StorageSopClass entry in StorageSopClasses.All.OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            table.Append($"| {entry.Name}{(entry.IsRetired ? " (retired)" : "")} | {entry.Uid} |\n");
        }

        return table.ToString();
    }

    private static string Syntaxes()
    {
        StringBuilder table = new("| transfer syntax | UID | kept | decoded | encoded |\n| --- | --- | --- | --- | --- |\n");
        foreach (TransferSyntax syntax in TransferSyntax.All.OrderBy(s => s.Uid, StringComparer.Ordinal))
        {
            table.Append($"| {syntax.Name} | {syntax.Uid} | {Yes(StorageCapability.CanKeep(syntax.Uid))} | {Yes(FrameCodecs.CanDecode(syntax))} | {Yes(FrameCodecs.CanEncode(syntax))} |\n");
        }

        return table.ToString();
    }

    private static string Attributes()
    {
        StringBuilder table = new("| level | attribute | tag | VR |\n| --- | --- | --- | --- |\n");
        foreach (QueryAttribute attribute in QueryAttributes.All.OrderBy(a => a.Level).ThenBy(a => a.Tag.Value))
        {
            string place = attribute.Sequence is { } sequence ? $"{DicomDictionary.KeywordOf(sequence)}." : "";
            table.Append($"| {attribute.Level} | {place}{DicomDictionary.KeywordOf(attribute.Tag)} | {attribute.Tag} | {attribute.Vr} |\n");
        }

        return table.ToString();
    }

    private static string Name(UidEntry entry) => entry.Name + (entry.IsRetired && !entry.Name.Contains("etired", StringComparison.Ordinal) ? " (retired)" : "");

    private static string Yes(bool flag) => flag ? "yes" : "–";
}
