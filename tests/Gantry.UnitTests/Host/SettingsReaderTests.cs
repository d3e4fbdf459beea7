using System.Collections;
using Gantry.Archive.Ingest;
using Gantry.Server.Dimse;
using Gantry.Settings;
using Xunit;

namespace Gantry.UnitTests.Host;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Later_sources_win()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{ "http": { "port": 1, "maxConnections": 7 }, "dicom": { "allowedPeers": ["CT1@10.0.0.0/24"], "aeTitle": "A" }, "ingest": { "conflictsBySource": { "CT1": "KeepFirst" } } }""");
            SettingsValues values = Read(file, new Hashtable { ["GANTRY_HTTP_PORT"] = "2", ["GANTRY_DICOM_AE_TITLE"] = "B", ["GANTRY_SECURITY_LOCK_TIME"] = "90s" }, ("dicom.aeTitle", "C"));
            Assert.Equal(2, values.Get<HttpOptions>().Port);
            Assert.Equal(7, values.Get<HttpOptions>().MaxConnections);
            Assert.Equal("C", values.Get<DimseOptions>().AeTitle);
            Assert.Equal(["CT1@10.0.0.0/24"], values.Get<DimseOptions>().AllowedPeers);
            Assert.Equal(["CT1"], values.Get<IngestOptions>().ConflictsBySource.Keys);
            Assert.Equal(TimeSpan.FromSeconds(90), values.Get<Gantry.Archive.Security.SecurityOptions>().LockTime);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        SettingsException told = Assert.Throws<SettingsException>(() =>
            Read(null, new Hashtable { ["GANTRY_HTTP_PORT"] = "eighty", ["GANTRY_LOG_LEVEL"] = "Loud" }, ("dicom.prot", "1"), ("dicom.port", "70000"), ("ingest.spillBytes", "1")));
        Assert.Equal(5, told.Problems.Count);
        Assert.Contains(told.Problems, p => p.StartsWith("GANTRY_HTTP_PORT: 'eighty' is not a whole number", StringComparison.Ordinal));
        Assert.Contains(told.Problems, p => p.Contains("dicom.port", StringComparison.Ordinal) && p.Contains("there is no setting", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("64MB", 64L << 20)]
    [InlineData("1 GB", 1L << 30)]
    [InlineData("8388608", 8388608)]
    public void Sizes_have_units(string text, long bytes) =>
        Assert.Equal(bytes, Read(null, new Hashtable(), ("ingest.maxInstanceBytes", text)).Get<IngestOptions>().MaxInstanceBytes);

    private static SettingsValues Read(string? file, IDictionary environment, params (string Name, string Value)[] overrides) =>
        new SettingsReader(SettingsCatalog.Sections).Read(file, environment, overrides.ToDictionary(o => o.Name, o => o.Value));
}
