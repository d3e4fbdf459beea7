using System.Buffers;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Services.QueryRetrieve;

/// <summary>Asks a peer what it has (C-FIND, PS3.4 C.4.1).</summary>
public static class FindScu
{
    /// <summary>The presentation context to propose.</summary>
    public static PresentationContextProposal Context(InformationModel model) =>
        new(1, FindSopClasses.Of(model), [TransferSyntax.ExplicitVrLittleEndian.Uid, TransferSyntax.ImplicitVrLittleEndian.Uid]);

    /// <summary>The extended negotiation to propose; as short as says it, since older peers know only its first bytes.</summary>
    public static ExtendedNegotiation Extended(InformationModel model, FindNegotiation wanted)
    {
        byte[] information = wanted.Write();
        return new ExtendedNegotiation(FindSopClasses.Of(model), information.AsMemory(0, Math.Max(1, Array.FindLastIndex(information, b => b != 0) + 1)));
    }

    /// <summary>What the peer has agreed to; nothing where it has not answered.</summary>
    public static FindNegotiation Agreed(RequestedAssociation association, InformationModel model) =>
        association.Accept.User.Extended.FirstOrDefault(e => e.SopClassUid == FindSopClasses.Of(model)) is { } agreed ? FindNegotiation.Read(agreed.Information.Span) : FindNegotiation.None;

    /// <summary>Asks, and hands out each match as it comes.</summary>
    /// <param name="association">With a presentation context of <see cref="Context"/>.</param>
    /// <param name="model">The information model asked by.</param>
    /// <param name="identifier">Query/Retrieve Level, keys, and attributes to return.</param>
    /// <param name="onMatch">Gets a match; false has had enough: C-CANCEL is sent, and what still comes is not handed out.</param>
    /// <param name="cancellationToken">Sends C-CANCEL too.</param>
    public static async Task<FindResult> FindAsync(RequestedAssociation association, InformationModel model, Dataset identifier, Func<Dataset, bool> onMatch, CancellationToken cancellationToken)
    {
        string sopClass = FindSopClasses.Of(model);
        if (association.Contexts.FirstOrDefault(c => c.AbstractSyntax == sopClass) is not { } context)
        {
            return new FindResult(DimseStatus.SopClassNotSupported, "the peer does not offer this query", 0, true);
        }

        ArrayBufferWriter<byte> bytes = new();
        DatasetWriter.Write(identifier, context.Syntax, bytes);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CommandSet request = new() { Field = CommandField.CFindRequest, AffectedSopClassUid = sopClass, Priority = 0 };
        int matches = 0;
        bool allKeysUsed = true;
        await foreach (DimseResponse response in association.InvokeManyAsync(context, request, bytes.WrittenMemory, enough.Token, CancellationToken.None).ConfigureAwait(false))
        {
            if (!DimseStatus.IsPending(response.Status))
            {
                return new FindResult(response.Status, response.Command.ErrorComment, matches, allKeysUsed);
            }

            allKeysUsed &= response.Status != DimseStatus.PendingWithoutSomeKeys;
            if (!enough.IsCancellationRequested)
            {
                matches++;
                if (!onMatch(DatasetReader.Read(response.Dataset, context.Syntax).Dataset))
                {
                    await enough.CancelAsync().ConfigureAwait(false);
                }
            }
        }

        return new FindResult(null, association.EndDetail.Length > 0 ? association.EndDetail : "the association has ended", matches, allKeysUsed);
    }
}
