using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services.Storage;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Services.QueryRetrieve;

/// <summary>Asks a peer for instances: by C-GET on the same association, or by C-MOVE to a destination.</summary>
public static class RetrieveScu
{
    private const int MaxContexts = 128;
    private static readonly string[] Uncompressed = [TransferSyntax.ExplicitVrLittleEndian.Uid, TransferSyntax.ImplicitVrLittleEndian.Uid];

    private static readonly string[] Compressed =
        [.. TransferSyntax.All.Where(s => s.IsEncapsulated && StorageCapability.CanKeep(s.Uid)).Select(s => s.Uid)];

    // Those that fill archives: twice, so that what is compressed comes as it is.
    private static readonly string[] Common =
    [
        "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2.1", "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.4.1", "1.2.840.10008.5.1.4.1.1.1",
        "1.2.840.10008.5.1.4.1.1.1.1", "1.2.840.10008.5.1.4.1.1.1.2", "1.2.840.10008.5.1.4.1.1.13.1.3", "1.2.840.10008.5.1.4.1.1.6.1", "1.2.840.10008.5.1.4.1.1.3.1",
        "1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.12.1", "1.2.840.10008.5.1.4.1.1.12.2", "1.2.840.10008.5.1.4.1.1.20", "1.2.840.10008.5.1.4.1.1.128",
        "1.2.840.10008.5.1.4.1.1.77.1.4", "1.2.840.10008.5.1.4.1.1.77.1.6", "1.2.840.10008.5.1.4.1.1.7.4",
    ];

    public static PresentationContextProposal MoveContext(InformationModel model) => new(1, Of(RetrieveSopClasses.Move, model), Uncompressed);

    /// <summary>The contexts of a C-GET: the query's, and one or two for each storage SOP class, of which only so many fit into an association.</summary>
    /// <param name="model">Of the query.</param>
    /// <param name="classes">The SOP classes that will come, where they are known; empty takes those that are most often met.</param>
    public static (IReadOnlyList<PresentationContextProposal> Contexts, IReadOnlyList<RoleSelection> Roles) GetContexts(InformationModel model, IReadOnlyList<string> classes)
    {
        List<(string Class, string[] Syntaxes)> wanted = classes.Count > 0
            ? [.. classes.SelectMany(c => new[] { (c, Uncompressed), (c, Compressed) })]
            : [.. Common.SelectMany(c => new[] { (c, Uncompressed), (c, Compressed) }), .. StorageSopClasses.All.Where(c => !c.IsRetired && !Common.Contains(c.Uid)).Select(c => (c.Uid, Uncompressed))];
        List<PresentationContextProposal> contexts = [new(1, Of(RetrieveSopClasses.Get, model), Uncompressed)];
        contexts.AddRange(wanted.Take(MaxContexts - 1).Select((w, i) => new PresentationContextProposal((byte)((2 * i) + 3), w.Class, w.Syntaxes)));
        return (contexts, [.. contexts.Skip(1).Select(c => c.AbstractSyntax).Distinct().Select(c => new RoleSelection(c, Scu: false, Scp: true))]);
    }

    /// <summary>C-MOVE; the peer sends to the destination, which must be known to it.</summary>
    public static Task<RetrieveResult> MoveAsync(
        RequestedAssociation association, RetrieveKeys keys, AeTitle destination, Action<RetrieveResult> onProgress, CancellationToken cancel, CancellationToken cancellationToken) =>
        RunAsync(
            association, Of(RetrieveSopClasses.Move, keys.Model), new CommandSet { Field = CommandField.CMoveRequest, MoveDestination = destination.Value, Priority = 0 }, keys, onProgress, cancel, cancellationToken);

    /// <summary>C-GET; instances come to the association's <see cref="RequestorOptions.Storage"/>.</summary>
    public static Task<RetrieveResult> GetAsync(RequestedAssociation association, RetrieveKeys keys, Action<RetrieveResult> onProgress, CancellationToken cancel, CancellationToken cancellationToken) =>
        RunAsync(association, Of(RetrieveSopClasses.Get, keys.Model), new CommandSet { Field = CommandField.CGetRequest, Priority = 0 }, keys, onProgress, cancel, cancellationToken);

    private static async Task<RetrieveResult> RunAsync(
        RequestedAssociation association, string sopClass, CommandSet request, RetrieveKeys keys, Action<RetrieveResult> onProgress, CancellationToken cancel, CancellationToken cancellationToken)
    {
        if (association.Contexts.FirstOrDefault(c => c.AbstractSyntax == sopClass) is not { } context)
        {
            return new RetrieveResult(DimseStatus.SopClassNotSupported, "the peer does not offer this retrieval", 0, 0, 0, 0);
        }

        RetrieveResult last = new(null, null, 0, 0, 0, 0);
        request = request with { AffectedSopClassUid = sopClass };
        await foreach (DimseResponse response in association.InvokeManyAsync(context, request, keys.Encode(context.Syntax), cancel, cancellationToken).ConfigureAwait(false))
        {
            CommandSet set = response.Command;
            last = new RetrieveResult(
                response.Status, set.ErrorComment, set.Remaining ?? 0, set.Completed ?? last.Completed, set.Failed ?? last.Failed, set.Warning ?? last.Warnings);
            onProgress(last);
        }

        return last.Status is { } status && !DimseStatus.IsPending(status) ? last : last with { Status = null };
    }

    private static string Of(IReadOnlyDictionary<string, InformationModel> classes, InformationModel model) => classes.First(c => c.Value == model).Key;
}
