using Gantry.Commands;
using Gantry.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gantry.Composition;

/// <summary>The server's life: the lock on its folder, the host, the words on the terminal, and a graceful end.</summary>
public static class GantryServer
{
    public static async Task<int> RunAsync(DataFolder data, SettingsValues settings)
    {
        if (!data.TryLock(out IDisposable? held))
        {
            RunningServer? other = data.FindRunning();
            throw new CommandException($"a server already runs on {data.Root}{(other is null ? "" : $" ({other.Workstation}, process {other.ProcessId})")}", ExitCode.Unavailable);
        }

        using (held)
        {
            await using WebApplication app = Build(data, settings);
            try
            {
                await app.StartAsync().ConfigureAwait(false);
            }
            catch (IOException taken) when (taken.InnerException is AddressInUseException)
            {
                throw new CommandException($"{taken.Message.TrimEnd('.')}. Choose other ports with --http-port and --dicom-port.", ExitCode.Unavailable);
            }

            RunningServer running = Listeners.Describe(app, settings);
            data.WriteRunning(running);
            Greet(data, running);
            await app.WaitForShutdownAsync().ConfigureAwait(false);
            return ExitCode.Done;
        }
    }

    private static WebApplication Build(DataFolder data, SettingsValues settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Gantry", ContentRootPath = data.Root });
        builder.Services.AddLogging(logging => Logging.Configure(logging, settings.Get<LogOptions>()));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        Listeners.Configure(builder, settings);
        WebApplication app = builder.Build();
        app.MapHealth();
        return app;
    }

    private static void Greet(DataFolder data, RunningServer running)
    {
        Console.WriteLine($"""
            Gantry {ProductVersion.Text}
              workstation  {running.Workstation}
              DICOM        {running.AeTitle} on port {running.DicomPort}
              data         {data.Root}
            """);
        Console.WriteLine("Ready. Ctrl-C stops it.");
    }
}
