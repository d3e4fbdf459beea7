using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;

namespace Gantry.Testing;

/// <summary>
/// The real program, serving a data folder on free ports of this machine. Made by <see cref="StartAsync"/>, which returns once it is ready.
/// Dispose ends it and removes the folder (unless it was given).
/// </summary>
public sealed partial class GantryProcess : IAsyncDisposable
{
    public const string AdminPassword = "test admin password";

    private readonly Process process;
    private readonly StringBuilder log = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool ownsData;
    private string? token;

    private GantryProcess(Process process, string data, bool ownsData, int httpPort, int dicomPort, string aeTitle, bool tls)
    {
        this.process = process;
        this.ownsData = ownsData;
        Data = data;
        HttpPort = httpPort;
        DicomPort = dicomPort;
        AeTitle = aeTitle;
        Address = new Uri($"{(tls ? "https" : "http")}://localhost:{httpPort}/");
    }

    public string Data { get; }

    public int HttpPort { get; }

    public int DicomPort { get; }

    public string AeTitle { get; }

    public int ProcessId => process.Id;

    /// <summary>Base address, as in http://localhost:21200/.</summary>
    public Uri Address { get; }

    /// <summary>All that the program has printed so far.</summary>
    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    /// <param name="data">An existing data folder, for a restart; a fresh temporary one where null.</param>
    /// <param name="aeTitle">The archive's AE title.</param>
    /// <param name="arguments">More arguments for serve, as in "--set", "http.maxConnections=5".</param>
    /// <param name="environment">More environment variables; a null value removes one.</param>
    public static async Task<GantryProcess> StartAsync(string? data = null, string aeTitle = "GANTRY", IEnumerable<string>? arguments = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        bool owns = data is null;
        data ??= Directory.CreateTempSubdirectory("gantry-test-").FullName;
        string[] more = [.. arguments ?? []];
        while (true)
        {
            GantryProcess gantry = Start(data, owns, aeTitle, more, environment);
            try
            {
                await gantry.ready.Task.WaitAsync(Eventually.Patience);
                return gantry;
            }
            catch (Exception)
            {
                // All that it said is known once it has ended.
                await gantry.KillAsync();
                string said = gantry.Log;
                if (!said.Contains("address already in use", StringComparison.Ordinal))
                {
                    await gantry.DisposeAsync();
                    throw new InvalidOperationException($"gantry did not start:\n{said}");
                }

                // Another program was faster.
                gantry.process.Dispose();
            }
        }
    }

    private static GantryProcess Start(string data, bool owns, string aeTitle, string[] more, IReadOnlyDictionary<string, string?>? environment)
    {
        (int http, int dicom) = (FreePorts.Next(), FreePorts.Next());
        ProcessStartInfo start = GantryProgram.StartInfo(["serve", "--data", data, "--http-port", $"{http}", "--dicom-port", $"{dicom}", "--ae-title", aeTitle, .. more]);
        start.Environment["GANTRY_ADMIN_PASSWORD"] = AdminPassword;

        // One segment: dozens of programs that each fill gigabytes with zeros would measure the disk, not themselves.
        start.Environment["GANTRY_SEGMENTS_READY_BYTES"] = $"{256 << 20}";
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var gantry = new GantryProcess(process, data, owns, http, dicom, aeTitle, more.Contains("--tls"));
        process.StandardInput.Close();
        gantry.Watch();
        return gantry;
    }

    /// <summary>A client without any credentials.</summary>
    public HttpClient AnonymousClient() => new(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.None,
        AllowAutoRedirect = false,
        UseCookies = false,
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    })
    { BaseAddress = Address };

    /// <summary>A client with an administrator's bearer token (made once by the command line).</summary>
    public async Task<HttpClient> ClientAsync()
    {
        HttpClient client = AnonymousClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        return client;
    }

    public async Task<string> TokenAsync()
    {
        if (token is null)
        {
            CommandOutcome made = await GantryProgram.RunAsync("user", "token", "admin", "--data", Data);
            token = made.ExitCode == 0 ? made.LastLine : throw new InvalidOperationException($"no token: {made.Output}{made.Error}");
        }

        return token;
    }

    /// <summary>SIGKILL: no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended of itself.</summary>
    public async Task ExitedAsync()
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        await process.WaitForExitAsync(patience.Token);
    }

    /// <summary>SIGTERM, as systemd does; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (!process.HasExited)
        {
            _ = Kill(process.Id, 15);
            using var patience = new CancellationTokenSource(Eventually.Patience);
            await process.WaitForExitAsync(patience.Token);
        }

        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
        if (ownsData)
        {
            Directory.Delete(Data, recursive: true);
        }
    }

    private void Watch()
    {
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("it ended"));
        DataReceivedEventHandler take = (_, line) =>
        {
            lock (log)
            {
                log.AppendLine(line.Data);
            }

            if (line.Data?.StartsWith("Ready.", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
        };
        process.OutputDataReceived += take;
        process.ErrorDataReceived += take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
