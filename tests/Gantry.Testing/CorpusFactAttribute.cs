using Xunit;

namespace Gantry.Testing;

/// <summary>A test over the corpus; skipped where it is absent.</summary>
public sealed class CorpusFactAttribute : FactAttribute
{
    public CorpusFactAttribute()
    {
        if (!Corpus.IsPresent)
        {
            Skip = "shared/corpus is not here";
        }
    }
}
