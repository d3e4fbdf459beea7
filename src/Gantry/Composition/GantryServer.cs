using Gantry.Archive.Audit;
using Gantry.Archive.Security;
using Gantry.Commands;
using Gantry.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gantry.Composition;

/// <summary>The server's life: the lock on its folder, the words on the terminal, and a graceful end.</summary>
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
            await using WebApplication app = GantryHost.Build(data, settings, out string? certificateHash);
            app.Services.OpenArchive();
            app.Services.ShowCorrections();
            string? oneTimePassword = await FirstAdministratorAsync(app.Services.GetRequiredService<AccountService>()).ConfigureAwait(false);
            bool hasStarted = false;
            try
            {
                await app.StartAsync().ConfigureAwait(false);
                hasStarted = true;
            }
            catch (IOException taken) when (taken.InnerException is AddressInUseException)
            {
                throw new CommandException($"{taken.Message.TrimEnd('.')}. Choose other ports with --http-port and --dicom-port.", ExitCode.Unavailable);
            }
            finally
            {
                // The account is there now, and the next start makes no other: its password must not be lost with this one.
                if (!hasStarted)
                {
                    TellPassword(oneTimePassword);
                }
            }

            RunningServer running = Listeners.Describe(app, settings, certificateHash);
            data.WriteRunning(running);
            TellPassword(oneTimePassword);
            IAuditLog audit = app.Services.GetRequiredService<IAuditLog>();
            await audit.AppendAsync(new AuditEvent(AuditKind.ServerStarted, Environment.UserName, "command line", null, ProductVersion.Text), CancellationToken.None).ConfigureAwait(false);
            Greet(data, running);
            await app.WaitForShutdownAsync().ConfigureAwait(false);
            await audit.AppendAsync(new AuditEvent(AuditKind.ServerStopped, null, null), CancellationToken.None).ConfigureAwait(false);
            return ExitCode.Done;
        }
    }

    /// <summary>Makes the first account on a fresh folder; returns the one-time password to tell, if one was made.</summary>
    private static async ValueTask<string?> FirstAdministratorAsync(AccountService accounts)
    {
        string? password = Environment.GetEnvironmentVariable("GANTRY_ADMIN_PASSWORD");
        AccountOutcome? outcome = await accounts.AddFirstAdministratorAsync(password is { Length: > 0 } ? password : null, CancellationToken.None).ConfigureAwait(false);
        return outcome switch
        {
            AccountOutcome.Refused refused => throw new CommandException($"GANTRY_ADMIN_PASSWORD cannot be used: {refused.Reason}", ExitCode.Usage),
            AccountOutcome.Done done => done.OneTimePassword,
            _ => null,
        };
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

    private static void TellPassword(string? oneTimePassword)
    {
        if (oneTimePassword is not null)
        {
            Console.WriteLine($"  first sign-in as '{AccountService.FirstAdministrator}' with the one-time password {oneTimePassword}");
        }
    }
}
