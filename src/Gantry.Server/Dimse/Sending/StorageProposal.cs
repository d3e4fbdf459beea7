using Gantry.Dicom;
using Gantry.Network.Pdu;

namespace Gantry.Server.Dimse.Sending;

/// <summary>
/// The presentation contexts for sending instances: for each SOP class one with each syntax that its instances are stored in, one with each that the
/// peer likes, and the two that everything can be converted to. A context for each, so that the peer's answer tells all that it takes.
/// </summary>
internal sealed class StorageProposal
{
    /// <summary>Presentation context IDs are odd and at most 255 (PS3.8 9.3.2.2).</summary>
    private const int MaxContexts = 128;

    private readonly HashSet<InstanceKind> covered = [];
    private readonly List<PresentationContextProposal> contexts = [];

    /// <param name="kinds">Those that do not fit any more are left to another association.</param>
    /// <param name="liked">Transfer syntaxes that the peer prefers.</param>
    public StorageProposal(IEnumerable<InstanceKind> kinds, IReadOnlyList<string> liked)
    {
        HashSet<InstanceKind> proposed = [];
        foreach (InstanceKind kind in kinds.Distinct())
        {
            List<InstanceKind> more = [.. new[] { kind.SyntaxUid }.Concat(liked).Append(TransferSyntax.ExplicitVrLittleEndian.Uid).Append(TransferSyntax.ImplicitVrLittleEndian.Uid)
                .Select(s => kind with { SyntaxUid = s }).Distinct().Where(k => !proposed.Contains(k))];
            if (contexts.Count + more.Count <= MaxContexts)
            {
                covered.Add(kind);
                foreach (InstanceKind context in more)
                {
                    proposed.Add(context);
                    contexts.Add(new PresentationContextProposal((byte)((2 * contexts.Count) + 1), context.SopClassUid, [context.SyntaxUid]));
                }
            }
        }
    }

    public IReadOnlyList<PresentationContextProposal> Contexts => contexts;

    public bool Covers(InstanceKind kind) => covered.Contains(kind);
}
