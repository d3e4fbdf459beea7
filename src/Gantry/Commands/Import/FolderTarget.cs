using System.Buffers;
using Gantry.Archive.Ingest;
using Gantry.Composition;
using Gantry.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gantry.Commands.Import;

/// <summary>Straight into the data folder, which no server has open.</summary>
internal sealed class FolderTarget : IImportTarget
{
    private const int BufferBytes = 256 * 1024;

    private readonly IDisposable held;
    private readonly ServiceProvider services;
    private readonly IInstanceIntake intake;
    private readonly InstanceSource source = new("import", User: Environment.UserName);

    public FolderTarget(IDisposable held, DataFolder data, SettingsValues settings)
    {
        this.held = held;
        services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddLogging(logging => Logging.Configure(logging, settings.Get<LogOptions>() with { Level = LogLevel.Warning }))
            .AddArchive(data, settings, takesIn: true)
            .BuildServiceProvider();
        intake = services.OpenArchive().Intake;
    }

    public async Task<ImportResult> StoreAsync(Stream file, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using InstanceReceiver receiver = intake.OpenFile(source);
            int length;
            while ((length = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                await receiver.WriteAsync(new ReadOnlySequence<byte>(buffer, 0, length), cancellationToken).ConfigureAwait(false);
            }

            return Judge(await receiver.CompleteAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync().ConfigureAwait(false);
        held.Dispose();
    }

    private static ImportResult Judge(StoreOutcome outcome) => outcome switch
    {
        StoreOutcome.Stored => new ImportResult(ImportVerdict.Stored),
        StoreOutcome.Duplicate => new ImportResult(ImportVerdict.Duplicate),
        StoreOutcome.Conflict conflict => new ImportResult(ImportVerdict.Conflict, $"kept aside for review: {conflict.Detail}"),
        StoreOutcome.Quarantined quarantined => new ImportResult(ImportVerdict.Refused, $"kept in quarantine: {quarantined.Detail}"),
        StoreOutcome.Refused refused => new ImportResult(ImportVerdict.Refused, refused.Detail),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
