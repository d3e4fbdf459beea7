using Gantry.Archive.Rules;

namespace Gantry.Archive.Compression;

/// <summary>Keeps compression rules, and what they left as it is.</summary>
public interface ICompressionStore : IRuleStore<CompressionRule, CompressionState>
{
    /// <summary>Adds to those of the same reason. Of a rule a hundred reasons are told apart; the others count as one.</summary>
    void AddLeft(string rule, CompressionLeft left);

    /// <summary>Why instances were left as they are, the most frequent reason first.</summary>
    IReadOnlyList<CompressionLeft> Left(string rule);
}
