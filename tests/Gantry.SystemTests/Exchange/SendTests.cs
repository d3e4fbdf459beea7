using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Exchange;

/// <summary>'gantry send' to a peer that ends associations.</summary>
public sealed class SendTests : IDisposable
{
    private const string Study = "1.2.826.0.1.3680043.10.82.1";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-send-");

    public SendTests()
    {
        for (int i = 1; i <= 8; i++)
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, $"{i}.dcm"), DatasetBuilder.EncodeFile(DatasetBuilder.Ct(Study, Study + ".1", $"{Study}.1.{i}", 16, 16, i)));
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task An_instance_over_which_the_peer_ends_the_association_fails_alone()
    {
        StatusStorage storage = new((r, _) => r.SopInstanceUid.EndsWith(".3", StringComparison.Ordinal) ? throw new InvalidOperationException("this one not") : (ushort)0);
        await using ListeningPeer peer = ListeningPeer.Start(storage);
        CommandOutcome send = await GantryProgram.RunAsync("send", "127.0.0.1", $"{peer.Port}", folder.FullName, "--window", "1");
        Assert.NotEqual(0, send.ExitCode);
        Assert.Contains("7 sent, 1 failed", send.Output, StringComparison.Ordinal);
        Assert.Contains("3.dcm: the peer ends the association over it", send.Error, StringComparison.Ordinal);
        Assert.Equal(7, storage.Datasets.Count);
    }

    [Fact]
    public async Task What_was_in_flight_when_an_association_broke_is_sent_again()
    {
        bool breaks = true;
        StatusStorage storage = new((_, count) => count == 4 && breaks ? throw new InvalidOperationException("once") : (ushort)0);
        await using ListeningPeer peer = ListeningPeer.Start(storage);
        CommandOutcome send = await GantryProgram.RunAsync("send", "127.0.0.1", $"{peer.Port}", folder.FullName);
        breaks = false;
        Assert.True(send.ExitCode == 0, send.Error);
        Assert.Contains("8 sent, 0 failed", send.Output, StringComparison.Ordinal);
        Assert.Equal(8, storage.Datasets.Count);
    }
}
