using Gantry.Dicom;
using Gantry.Network.Pdu;

namespace Gantry.Network.UpperLayer;

/// <summary>The acceptor's side of the negotiation (PS3.8 7.1.1.13, PS3.7 D.3). Pure.</summary>
public static class ContextNegotiator
{
    /// <summary>
    /// Answers every proposed context. Of the transfer syntaxes the first proposed that can be taken is chosen: it is what the requestor has,
    /// and what is kept as it comes need not be the acceptor's favourite. Where the requestor is only to receive (C-GET), an uncompressed one is
    /// chosen if it is there: whatever is stored can be sent in it.
    /// </summary>
    public static (AssociateAccept Accept, IReadOnlyList<AcceptedContext> Contexts) Negotiate(AssociateRequest request, NegotiationPolicy policy)
    {
        List<PresentationContextResult> results = [];
        List<AcceptedContext> accepted = [];
        HashSet<string> classes = new(StringComparer.Ordinal);
        HashSet<string> received = [.. request.User.Roles.Where(r => r is { Scp: true, Scu: false } && policy.MayInvoke(r.SopClassUid)).Select(r => r.SopClassUid)];
        foreach (PresentationContextProposal proposal in request.Contexts)
        {
            bool known = DicomUid.IsAcceptable(proposal.AbstractSyntax) && policy.AcceptsAbstractSyntax(proposal.AbstractSyntax);
            IEnumerable<string> possible = known ? proposal.TransferSyntaxes.Where(s => DicomUid.IsAcceptable(s) && policy.AcceptsTransferSyntax(proposal.AbstractSyntax, s)) : [];
            string? syntax = received.Contains(proposal.AbstractSyntax) ? possible.OrderBy(Effort).FirstOrDefault() : possible.FirstOrDefault();
            if (syntax is not null)
            {
                accepted.Add(new AcceptedContext(proposal.Id, proposal.AbstractSyntax, TransferSyntax.FromUid(syntax)));
                classes.Add(proposal.AbstractSyntax);
            }

            ContextResult result = !known ? ContextResult.AbstractSyntaxNotSupported : syntax is null ? ContextResult.TransferSyntaxesNotSupported : ContextResult.Acceptance;
            results.Add(new PresentationContextResult(proposal.Id, result, syntax ?? TransferSyntax.ImplicitVrLittleEndian.Uid));
        }

        UserInformation user = new()
        {
            MaxPduBytes = policy.MaxPduBytes,
            ImplementationClassUid = Gantry.Dicom.Files.Implementation.ClassUid,
            ImplementationVersionName = Gantry.Dicom.Files.Implementation.VersionName,
            AsyncOperations = Window(request.User.AsyncOperations, policy.MaxOperations),
            Roles = Roles(request.User.Roles, classes, policy),
            Extended = Extended(request.User.Extended, classes, policy),
        };
        return (new AssociateAccept(results, user) { AddressFields = request.AddressFields }, accepted);
    }

    /// <summary>How many operations the requestor may have outstanding after the negotiation, for the acceptor.</summary>
    public static int Operations(AssociateAccept accept) => Math.Max((int)(accept.User.AsyncOperations?.MaxInvoked ?? 1), 1);

    private static int Effort(string syntax) =>
        syntax == TransferSyntax.ExplicitVrLittleEndian.Uid ? 0 : syntax == TransferSyntax.ImplicitVrLittleEndian.Uid ? 1 : 2;

    // The requestor's "performed" is what we may invoke of it at a time: sub-operations go one after the other.
    private static AsyncOperationsWindow? Window(AsyncOperationsWindow? proposed, ushort max) =>
        proposed is null ? null : new AsyncOperationsWindow(proposed.MaxInvoked == 0 ? max : Math.Min(proposed.MaxInvoked, max), 1);

    // The requestor may be the SCU where it offers to, and the SCP where we have something to invoke on it.
    private static List<RoleSelection> Roles(IReadOnlyList<RoleSelection> proposed, HashSet<string> classes, NegotiationPolicy policy) =>
        [.. proposed.Where(r => classes.Contains(r.SopClassUid)).DistinctBy(r => r.SopClassUid).Select(r => r with { Scp = r.Scp && policy.MayInvoke(r.SopClassUid) })];

    private static List<ExtendedNegotiation> Extended(IReadOnlyList<ExtendedNegotiation> proposed, HashSet<string> classes, NegotiationPolicy policy) =>
        [.. proposed.Where(e => classes.Contains(e.SopClassUid)).DistinctBy(e => e.SopClassUid)
            .Select(e => policy.ExtendedAnswer(e.SopClassUid, e.Information) is { } answer ? new ExtendedNegotiation(e.SopClassUid, answer) : null).OfType<ExtendedNegotiation>()];
}
