/** A shop's till without its page: the same requests, by the key of a till. */
import { expect } from './core';
import type { Shop } from './shop';

export interface Money {
  minor: number;
}

export interface Sale {
  receipt: { number: string; total: Money; effects: { points: number; saved: number; stamps: { stamps: number }[] } };
}

export interface Visit {
  id: string;
  balances: { available: number }[];
}

/** What is bought, priced: `buy` rings it up. */
export interface Basket {
  total: Money;
  buy: () => Promise<Sale>;
}

export class Till {
  private readonly key: string;

  constructor(private readonly shop: Shop) {
    this.key = new URL(shop.till).hash.slice('#key='.length);
  }

  private async ask<T>(path: string, body?: unknown, key?: string): Promise<T> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' };
    if (key) headers['idempotency-key'] = key;
    const answer = await fetch(this.shop.address + path, { method: body ? 'POST' : 'GET', headers, body: body ? JSON.stringify(body) : undefined });
    const text = await answer.text();
    expect(answer.ok, `${path}: ${text}`).toBe(true);
    return JSON.parse(text) as T;
  }

  /** Trades what the card shows for a visit. */
  greet = (code: string): Promise<Visit> => this.ask('/pos/v1/visits', { member: { by: 'scan', value: code } });

  /** The visit as it stands now. */
  look = (visit: Visit): Promise<Visit> => this.ask(`/pos/v1/visits/${visit.id}`);

  /** Prices one of each of these products for a visitor, with claims used on them. */
  async price(visit: Visit, products: string[], claims: string[] = []): Promise<Basket> {
    const basket = { member: { by: 'visit', value: visit.id }, lines: products.map((sku) => ({ sku, quantity: 1000 })), claims };
    const { total } = await this.ask<{ total: Money }>('/pos/v1/baskets', basket);
    const payments = total.minor === 0 ? [] : [{ means: 'card', amount: total }];
    return { total, buy: () => this.ask('/pos/v1/purchases', { basket, payments, reference: null }, crypto.randomUUID()) };
  }

  /** The same, rung up. */
  async sell(visit: Visit, products: string[], claims: string[] = []): Promise<Sale> {
    const basket = await this.price(visit, products, claims);
    return basket.buy();
  }
}
