namespace Gantry.Commands.Import;

/// <summary>Where an import goes: straight into the data folder, or through the server that has it open.</summary>
internal interface IImportTarget : IAsyncDisposable
{
    Task<ImportResult> StoreAsync(Stream file, CancellationToken cancellationToken);
}
