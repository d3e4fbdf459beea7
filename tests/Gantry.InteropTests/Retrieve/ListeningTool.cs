using System.Diagnostics;
using System.Net.Sockets;
using Gantry.InteropTests.Dimse;
using Gantry.Testing;

namespace Gantry.InteropTests.Retrieve;

/// <summary>One of DCMTK's servers on a port of its own, writing into a folder.</summary>
internal sealed class ListeningTool : IAsyncDisposable
{
    private readonly Process process;

    private ListeningTool(Process process, DirectoryInfo folder, int port) => (this.process, Folder, Port) = (process, folder, port);

    public DirectoryInfo Folder { get; }

    public int Port { get; }

    /// <summary>storescp, keeping data sets bit by bit.</summary>
    public static Task<ListeningTool> StoreScpAsync(params string[] arguments) =>
        StartAsync("storescp", (folder, port) => [.. arguments, "+B", "-od", folder.FullName, "--filename-extension", ".dcm", $"{port}"]);

    public static async Task<ListeningTool> StartAsync(string program, Func<DirectoryInfo, int, IEnumerable<string>> arguments)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-tool-");
        int port = FreePorts.Next();
        ProcessStartInfo start = new(program, arguments(folder, port));
        start.Environment["TCP_NODELAY"] = "1";
        ListeningTool tool = new(Process.Start(start)!, folder, port);
        await Eventually.IsAsync(() => tool.process.HasExited ? throw new InvalidOperationException($"{program} ended with {tool.process.ExitCode}") : tool.Listens(), () => $"{program} does not listen");
        return tool;
    }

    private bool Listens()
    {
        try
        {
            using TcpClient probe = new("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The files received, by SOP Instance UID.</summary>
    public Dictionary<string, byte[]> Files() => Received.In(Folder);

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Folder.Delete(recursive: true);
    }
}
