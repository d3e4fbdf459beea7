using Gantry.Network.Pdu;
using Gantry.Network.Services.Storage;
using Gantry.Network.UpperLayer;
using Xunit;

namespace Gantry.UnitTests.Network;

public sealed class ContextNegotiatorTests
{
    private const string Explicit = "1.2.840.10008.1.2.1";
    private const string Jpeg = "1.2.840.10008.1.2.4.50";
    private const string Implicit = "1.2.840.10008.1.2";

    [Theory]
    [InlineData("1.2.840.10008.1.1", ContextResult.Acceptance)] // Verification
    [InlineData("1.2.840.10008.5.1.4.1.1.2", ContextResult.Acceptance)] // CT
    [InlineData("1.2.840.10008.5.1.4.1.1.99999", ContextResult.Acceptance)] // a class of the future
    [InlineData("1.2.826.0.1.3680043.2.1", ContextResult.Acceptance)] // a private class
    [InlineData("1.2.840.10008.5.1.4.1.2.2.1", ContextResult.AbstractSyntaxNotSupported)] // Study Root FIND
    [InlineData("1.2.840.10008.1.20.1", ContextResult.AbstractSyntaxNotSupported)] // Storage Commitment
    [InlineData("no uid", ContextResult.AbstractSyntaxNotSupported)]
    public void Storage_classes_known_or_not_are_accepted_other_services_not(string abstractSyntax, ContextResult result) =>
        Assert.Equal(result, Assert.Single(Negotiate(new PresentationContextProposal(1, abstractSyntax, [Explicit])).Accept.Contexts).Result);

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.90,1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.90")]
    [InlineData("1.2.840.10008.1.2,1.2.840.10008.1.2.1", "1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.4.94,1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1")] // JPIP cannot be kept
    [InlineData("1.2.840.10008.1.2.4.107", "1.2.840.10008.1.2.4.107")] // HEVC: not in our table, encapsulated
    [InlineData("1.3.9999.1", "1.3.9999.1")]
    [InlineData("1.2.840.10008.1.2.4.94,1.2.840.10008.1.2.4.95", null)]
    public void The_first_transfer_syntax_that_can_be_kept_is_taken(string proposed, string? accepted)
    {
        PresentationContextResult result = Assert.Single(Negotiate(new PresentationContextProposal(1, "1.2.840.10008.5.1.4.1.1.2", proposed.Split(','))).Accept.Contexts);
        Assert.Equal(accepted is null ? ContextResult.TransferSyntaxesNotSupported : ContextResult.Acceptance, result.Result);
        Assert.Equal(accepted ?? Implicit, result.TransferSyntax);
    }

    [Theory]
    [InlineData(0, 16)] // unlimited is what we can take
    [InlineData(4, 4)]
    [InlineData(100, 16)]
    public void The_window_is_the_smaller_of_both(ushort proposed, ushort agreed)
    {
        AssociateRequest request = Request(new PresentationContextProposal(1, "1.2.840.10008.1.1", [Implicit])) with { User = new UserInformation { AsyncOperations = new AsyncOperationsWindow(proposed, 0) } };
        AssociateAccept accept = ContextNegotiator.Negotiate(request, StorageCapability.Negotiation(16, 4096)).Accept;
        Assert.Equal(new AsyncOperationsWindow(agreed, 1), accept.User.AsyncOperations);
        Assert.Equal(agreed, ContextNegotiator.Operations(accept));
        Assert.Null(Negotiate(request.Contexts[0]).Accept.User.AsyncOperations);
    }

    [Fact]
    public void Roles_are_answered_for_accepted_classes_and_extended_negotiation_says_that_all_is_kept()
    {
        AssociateRequest request = Request(new PresentationContextProposal(1, "1.2.840.10008.5.1.4.1.1.2", [Implicit])) with
        {
            User = new UserInformation
            {
                Roles = [new RoleSelection("1.2.840.10008.5.1.4.1.1.2", true, true), new RoleSelection("1.2.3", true, true)],
                Extended = [new ExtendedNegotiation("1.2.840.10008.5.1.4.1.1.2", new byte[] { 0 })],
            },
        };
        AssociateAccept accept = ContextNegotiator.Negotiate(request, StorageCapability.Negotiation(16, 4096)).Accept;
        Assert.Equal(new RoleSelection("1.2.840.10008.5.1.4.1.1.2", true, true), Assert.Single(accept.User.Roles));
        Assert.Equal([2, 0, 3, 0, 0, 0], Assert.Single(accept.User.Extended).Information.ToArray());
    }

    [Theory]
    [InlineData(false, Jpeg)]
    [InlineData(true, Explicit)]
    public void Who_only_receives_gets_the_uncompressed_syntax_and_who_sends_too_its_first(bool receivesOnly, string expected)
    {
        AssociateRequest request = Request(new PresentationContextProposal(1, "1.2.840.10008.5.1.4.1.1.2", [Jpeg, Implicit, Explicit])) with
        {
            User = new UserInformation { Roles = [new RoleSelection("1.2.840.10008.5.1.4.1.1.2", !receivesOnly, true)] },
        };
        Assert.Equal(expected, Assert.Single(ContextNegotiator.Negotiate(request, StorageCapability.Negotiation(16, 4096)).Accept.Contexts).TransferSyntax);
    }

    private static AssociateRequest Request(params PresentationContextProposal[] contexts) => new("A", "B", contexts, new UserInformation());

    private static (AssociateAccept Accept, IReadOnlyList<AcceptedContext> Contexts) Negotiate(params PresentationContextProposal[] contexts) =>
        ContextNegotiator.Negotiate(Request(contexts), StorageCapability.Negotiation(16, 4096));
}
