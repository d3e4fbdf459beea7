using System.Net.Http.Json;
using Gantry.InteropTests.Orthanc;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.InteropTests.Retrieve;

/// <summary>Orthanc has studies moved to itself.</summary>
public sealed class OrthancRetrieveTests
{
    [ToolFact("Orthanc")]
    public async Task Orthanc_has_a_study_moved_to_itself()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        await using OrthancPeer orthanc = await OrthancPeer.StartAsync(gantry);
        Dictionary<string, StorableFile> stored = await StoredStudies.StoreAsync(gantry, StoredStudies.Ct());
        await StoredStudies.AddPeerAsync(gantry, OrthancPeer.AeTitle, orthanc.DicomPort);
        using HttpResponseMessage answer = await orthanc.Http.PostAsJsonAsync("modalities/gantry/move", new Dictionary<string, object>
        {
            ["Level"] = "Study", ["TargetAet"] = OrthancPeer.AeTitle, ["Synchronous"] = true,
            ["Resources"] = new[] { new Dictionary<string, string> { ["StudyInstanceUID"] = StoredStudies.Study } },
        });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Dictionary<string, byte[]> kept = (await orthanc.FilesAsync()).ToDictionary(f => StorableFile.Read(f)!.SopInstanceUid);
        Assert.Equal(stored.Keys.Order(StringComparer.Ordinal), kept.Keys.Order(StringComparer.Ordinal));
        Assert.All(kept, k => Assert.True(StorableFile.DatasetOf(k.Value).Span.SequenceEqual(stored[k.Key].Dataset.Span)));
    }
}
