using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.InteropTests.Retrieve;

/// <summary>npm's dcmjs-dimse, driven by node, finds and retrieves.</summary>
public sealed class DcmjsDimseTests
{
    [Fact]
    public async Task Finds_a_study_and_gets_it()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        Dictionary<string, StorableFile> stored = await StoredStudies.StoreAsync(gantry, StoredStudies.Ct());
        string said = await NpmPeers.NodeAsync("dcmjs-dimse.mjs", $"{gantry.DicomPort}", gantry.AeTitle, StoredStudies.Study, $"{stored.Count}");
        Assert.Contains($"1 studies found, get 0, {stored.Count} instances came", said, StringComparison.Ordinal);
    }
}
