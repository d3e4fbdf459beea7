using System.Net;
using System.Net.Sockets;
using Gantry.Dicom;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.UnitTests.Network;

/// <summary>An association that we asked for, when its connection breaks.</summary>
public sealed class RequestedAssociationTests
{
    private const string CtImage = "1.2.840.10008.5.1.4.1.1.2";

    [Fact]
    public async Task A_connection_lost_in_the_middle_of_a_message_is_told_by_the_answer_alone()
    {
        await using ListeningPeer peer = ListeningPeer.Start(new StatusStorage((_, _) => 0));
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, peer.Port);
        RequestorOptions options = new() { CalledAe = AeTitle.Parse("SCP"), CallingAe = AeTitle.Parse("SCU") };
        PresentationContextProposal[] contexts = [new(1, CtImage, [TransferSyntax.ExplicitVrLittleEndian.Uid])];
        RequestedAssociation association = ((RequestOutcome.Accepted)await AssociationRequestor.RequestAsync(new NetworkStream(socket), options, contexts, CancellationToken.None)).Association;

        socket.Dispose();
        Assert.Null(await association.StoreAsync(association.Contexts[0], "1.2.3", new MemoryStream(new byte[64]), 64, CancellationToken.None));
        await association.DisposeAsync();
        Assert.True(association.HasEnded);
    }
}
