package org.apache.commons.math3.stat.descriptive;

/** What Hadoop's LogThrottlingHelper asks of the class of this name in commons-math3. */
public class SummaryStatistics {
  private long n;
  private double sum, min = Double.NaN, max = Double.NaN;

  public void addValue(double value) {
    n++;
    sum += value;
    min = n == 1 ? value : Math.min(min, value);
    max = n == 1 ? value : Math.max(max, value);
  }

  public long getN() { return n; }
  public double getSum() { return sum; }
  public double getMean() { return sum / n; }
  public double getMin() { return min; }
  public double getMax() { return max; }
  public void clear() { n = 0; sum = 0; }
}
