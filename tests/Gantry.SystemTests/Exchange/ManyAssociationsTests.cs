using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using Gantry.Network.Pdu;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Exchange;

/// <summary>Ten thousand associations, ended in every way there is, leave nothing behind in the real program.</summary>
public sealed class ManyAssociationsTests
{
    private const int Associations = 10_000;
    private const int AtOnce = 8;
    private const int MostGrowthMegabytes = 60;

    /// <summary>TCP_LISTEN in the kernel's tables.</summary>
    private const string Listening = "0A";

    private static readonly byte[] Answer = new byte[4096];
    private readonly byte[] request = Bytes(o => PduWriter.WriteAssociateRequest(o, ScriptedPeer.Request(ScriptedPeer.Context(1, "1.2.840.10008.1.1"))));
    private readonly byte[] release = Bytes(PduWriter.WriteReleaseRequest);
    private readonly byte[] abort = Bytes(o => PduWriter.WriteAbort(o, new AbortPdu(AbortSource.ServiceUser, AbortReason.NotSpecified)));

    [Fact]
    public async Task Ten_thousand_associations_leave_no_memory_and_no_handle_behind()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(arguments: ["--set", "dicom.maxAssociationsPerPeer=1000", "--set", "dicom.maxAssociations=1000"]);
        await RunAsync(gantry, 2000);
        await SettledAsync(gantry);
        (int handles, long megabytes) = Measure(gantry);
        await RunAsync(gantry, Associations);
        await SettledAsync(gantry);
        (int handlesAfter, long megabytesAfter) = Measure(gantry);
        Assert.InRange(handlesAfter, 0, handles + 10);
        Assert.InRange(megabytesAfter, 0, megabytes + MostGrowthMegabytes);
        CommandOutcome echo = await GantryProgram.RunAsync("echo", "127.0.0.1", $"{gantry.DicomPort}", "--called", gantry.AeTitle);
        Assert.True(echo.ExitCode == 0, echo.Error);
    }

    private Task RunAsync(GantryProcess gantry, int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (n, cancellationToken) => await AssociateAsync(gantry.DicomPort, n, cancellationToken));

    private async Task AssociateAsync(int port, int n, CancellationToken cancellationToken)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
        await socket.ConnectAsync("127.0.0.1", port, cancellationToken);
        int way = n % 6;
        if (way == 0)
        {
            // A connection that says nothing, or half a request.
            await socket.SendAsync(request.AsMemory(0, n % 12 == 0 ? 0 : 20), cancellationToken);
            return;
        }

        await socket.SendAsync(way == 1 ? new byte[64] : request, cancellationToken);
        await socket.ReceiveAsync(Answer, cancellationToken);
        switch (way)
        {
            case 2 or 3:
                await socket.SendAsync(release, cancellationToken);
                await socket.ReceiveAsync(Answer, cancellationToken);
                break;
            case 4:
                await socket.SendAsync(abort, cancellationToken);
                break;
            case 5:
                await socket.SendAsync(ScriptedPeer.Data(1, isCommand: true, isLast: false, new byte[10]), cancellationToken);
                break;
        }
    }

    /// <summary>Connections that were cut are noticed in their own time: waits until none is left, by what the kernel says.</summary>
    private static async Task SettledAsync(GantryProcess gantry) => await Eventually.IsAsync(() => Task.FromResult(Connections(gantry)), open => open == 0, open => $"{open} connections are open");

    /// <summary>TCP connections of the DICOM port whose end here is still held by the program, which are those with an inode.</summary>
    private static int Connections(GantryProcess gantry) => new[] { "tcp", "tcp6" }
        .SelectMany(t => File.ReadLines($"/proc/{gantry.ProcessId}/net/{t}").Skip(1))
        .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Count(f => f[1].EndsWith($":{gantry.DicomPort:X4}", StringComparison.Ordinal) && f[3] != Listening && f[9] != "0");

    private static (int Handles, long Megabytes) Measure(GantryProcess gantry)
    {
        string resident = File.ReadLines($"/proc/{gantry.ProcessId}/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return (Directory.GetFiles($"/proc/{gantry.ProcessId}/fd").Length, long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024);
    }

    private static byte[] Bytes(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
